# SPDX-License-Identifier: Apache-2.0
"""Training: role-play, quizzes, certificates, and what they changed."""
