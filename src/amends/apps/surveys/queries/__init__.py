# SPDX-License-Identifier: Apache-2.0
"""Questions about surveys, for pages, the API and the areas above. None of them writes."""
