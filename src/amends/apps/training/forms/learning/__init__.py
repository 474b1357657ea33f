# SPDX-License-Identifier: Apache-2.0
"""What people type while they learn, or while they teach."""
