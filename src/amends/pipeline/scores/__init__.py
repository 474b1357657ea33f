# SPDX-License-Identifier: Apache-2.0
"""How likely each customer is dissatisfied, and why: the only part of the pipeline that calls the methods."""
