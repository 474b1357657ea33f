# SPDX-License-Identifier: Apache-2.0
"""What people type about surveys, made into plain values."""
