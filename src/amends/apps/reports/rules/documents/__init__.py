# SPDX-License-Identifier: Apache-2.0
"""Reports as one frozen composition, and what draws it as PDF, slides, text and sheets."""
