# SPDX-License-Identifier: Apache-2.0
"""E-mail as it comes in: what it says, whose thread it belongs to, and whether a person wrote it."""
