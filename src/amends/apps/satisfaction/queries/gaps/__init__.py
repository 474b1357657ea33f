# SPDX-License-Identifier: Apache-2.0
"""Questions about the five gaps: the programme, and what each is measured from."""
