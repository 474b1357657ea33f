# SPDX-License-Identifier: Apache-2.0
"""Forms of the area, one module a slice."""
