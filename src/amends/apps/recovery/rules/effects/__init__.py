# SPDX-License-Identifier: Apache-2.0
"""What a wave did: from the rows of the mart `wave_outcomes` to figures that can be kept and shown."""
