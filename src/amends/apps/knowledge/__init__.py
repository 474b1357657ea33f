# SPDX-License-Identifier: Apache-2.0
"""Knowledge: articles, scripts, terms; one wording across channels."""
