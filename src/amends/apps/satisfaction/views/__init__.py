# SPDX-License-Identifier: Apache-2.0
"""Pages of satisfaction: each view translates a request, makes one domain call, and renders."""
