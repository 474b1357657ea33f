# SPDX-License-Identifier: Apache-2.0
"""Saving an installation into a folder, and making one of it again."""
