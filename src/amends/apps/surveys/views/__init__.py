# SPDX-License-Identifier: Apache-2.0
"""Pages of surveys: each view translates a request, makes one domain call, and renders."""
