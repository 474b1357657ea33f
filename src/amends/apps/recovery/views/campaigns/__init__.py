# SPDX-License-Identifier: Apache-2.0
"""What recovery shows of campaigns: who may be offered one, mismatches, how publicity worked, how it was sold."""
