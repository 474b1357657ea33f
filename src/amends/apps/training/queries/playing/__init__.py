# SPDX-License-Identifier: Apache-2.0
"""Questions of role-play."""

from amends.apps.training.queries.playing.plays import played_by, skills_played

__all__ = ["played_by", "skills_played"]
