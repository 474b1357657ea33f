# SPDX-License-Identifier: Apache-2.0
"""The demo's surveys: invented answers with known weak points, through the tables that real ones go through."""
