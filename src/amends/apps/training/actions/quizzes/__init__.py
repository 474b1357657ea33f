# SPDX-License-Identifier: Apache-2.0
"""Verbs on quizzes: made and opened by a trainer, taken by everybody."""
