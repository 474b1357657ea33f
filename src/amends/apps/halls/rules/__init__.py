# SPDX-License-Identifier: Apache-2.0
"""Rules of halls and the hotline: plain values, no database."""
