# SPDX-License-Identifier: Apache-2.0
"""Chinese text: personal data masked, complaints classified, leaves suggested, jargon found."""
