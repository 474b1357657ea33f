# SPDX-License-Identifier: Apache-2.0
"""The desk's numbers over stored cases."""
