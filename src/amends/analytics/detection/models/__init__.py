# SPDX-License-Identifier: Apache-2.0
"""The two kinds of model, each as plain data: margins in log-odds and additive contributions."""
