# SPDX-License-Identifier: Apache-2.0
"""Pages of articles, notices, morning briefs and sources."""
