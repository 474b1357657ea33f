# SPDX-License-Identifier: Apache-2.0
"""Components as functions from plain values to safe HTML: the tags, and the rows of tables, are made of them."""
