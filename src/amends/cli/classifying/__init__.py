# SPDX-License-Identifier: Apache-2.0
"""What `amends classify` needs between a file and `amends.analytics.language`: columns, sentences, outputs."""
