# SPDX-License-Identifier: Apache-2.0
"""Verbs on the robots of group chats: keep them, count what waits for whom, hand it over."""
