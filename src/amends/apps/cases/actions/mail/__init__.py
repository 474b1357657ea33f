# SPDX-License-Identifier: Apache-2.0
"""Complaints by e-mail: fetched from mailboxes, each taken once, and answered with a receipt."""
