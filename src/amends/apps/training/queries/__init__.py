# SPDX-License-Identifier: Apache-2.0
"""Questions of the area, one module a slice."""
