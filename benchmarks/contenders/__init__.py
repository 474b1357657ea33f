# SPDX-License-Identifier: Apache-2.0
"""The same features from the same files, each written as its own users would write them.

Every contender runs alone in a process: `python -m benchmarks.contenders.NAME FEEDS OUT.parquet DAY`.
"""
