# SPDX-License-Identifier: Apache-2.0
"""Forms of halls and the hotline."""
