# SPDX-License-Identifier: Apache-2.0
"""Questions about satisfaction, for pages and the areas above. None of them writes."""
