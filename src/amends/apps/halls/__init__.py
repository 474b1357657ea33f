# SPDX-License-Identifier: Apache-2.0
"""Halls and the hotline: who waits how long, who answers how soon, and what is handed over on the way."""
