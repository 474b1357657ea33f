# SPDX-License-Identifier: Apache-2.0
"""Reports: pages and documents that cross areas; first of all, what satisfied customers are worth."""
