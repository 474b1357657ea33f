# SPDX-License-Identifier: Apache-2.0
"""Rules of the hotline: plain values, no database."""
