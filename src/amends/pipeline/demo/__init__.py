# SPDX-License-Identifier: Apache-2.0
"""A generated operator with known causes planted: for the demo, for tests of what is found, and for benchmarks."""
