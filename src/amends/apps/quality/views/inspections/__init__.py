# SPDX-License-Identifier: Apache-2.0
"""Pages of inspections, one module a subject."""
