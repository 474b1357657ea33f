# SPDX-License-Identifier: Apache-2.0
"""Verbs on webhooks: queue with the event, send afterwards, keep the targets."""
