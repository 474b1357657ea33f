# SPDX-License-Identifier: Apache-2.0
"""Quality: service standards, inspections, scorecards, equal treatment."""
