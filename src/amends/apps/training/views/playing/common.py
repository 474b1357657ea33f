# SPDX-License-Identifier: Apache-2.0
"""What pages of role-play have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.analytics.language.keypoints import met_share
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.training.forms.playing.words import CHANNELS, CLASSES, DIFFICULTIES, HANDLINGS, MOODS, SKILLS
from amends.apps.training.models.playing import ENDINGS, Play, PlayTurn
from amends.apps.training.queries.playing.cards import carded
from amends.apps.training.queries.playing.plays import read_play, read_result
from amends.apps.training.rules.playing.scenario import Criterion, Scenario
from amends.ui.components.labels import tag


def facts_of(scenario: Scenario) -> dict[str, Any]:
    """How a scenario is described in words."""
    return {
        "kind": CLASSES.get(scenario.recovery_class, scenario.recovery_class),
        "channel": CHANNELS.get(scenario.channel, scenario.channel),
        "handling": HANDLINGS.get(scenario.handling, scenario.handling),
        "difficulty": DIFFICULTIES.get(scenario.difficulty, scenario.difficulty),
        "skills": [SKILLS[each] for each in scenario.skills],
    }


def turns_shown(play: Play, turns: Sequence[PlayTurn]) -> list[dict[str, Any]]:
    """Each answer with what was good in it, what the customer felt, and a better sentence."""
    scenario, _state = read_play(play)
    better = {each.point.code: each for each in scenario.criteria}
    names = {each.code: each.says for each in scenario.fails} | {
        each.code: each.says for each in scenario.traps
    }
    met: set[str] = set()
    shown = []
    for turn in turns:
        met |= set(turn.judged["met"])
        missing = next((each for code, each in better.items() if code not in met), None)
        good = [better[code].point.says for code in turn.judged["met"]]
        shown.append(_shown(turn, good, names, "" if good or missing is None else missing.better))
    return shown


def _shown(turn: PlayTurn, good: list[str], names: Mapping[str, str], better: str) -> dict[str, Any]:
    judged = turn.judged
    return {
        "turn": turn,
        "good": good,
        "asked": bool(judged["asked"] or judged["need"]),
        "wrong": [names[code] for code in (*judged["failed"], *judged["trapped"])],
        "findings": judged["findings"],
        "mood": MOODS[judged["mood"]],
        "trust": judged["trust"],
        "too_early": judged["too_early"],
        "better": better,
    }


def result_shown(play: Play, turns: Sequence[PlayTurn], unit: Unit) -> dict[str, Any]:
    """What an ended play is worth, in words."""
    scenario, _state = read_play(play)
    result = read_result(play)
    return {
        "play": play, "scenario": scenario, "result": result, "about": facts_of(scenario),
        "ending": ENDINGS[result.ending], "turns": turns_shown(play, turns), "card": carded(play, turns, unit),
        "skills": [(SKILLS[skill], met, asked) for skill, met, asked in result.by_skill],
        "missed": [(each, _half_said(each, turns)) for each in result.missed],
        "forgotten": bool(turns) and not any(each.said for each in turns),
    }  # fmt: skip


def _half_said(criterion: Criterion, turns: Sequence[PlayTurn]) -> bool:
    """Whether some answer said a part of what was missed."""
    return any(met_share(each.said, criterion.point) > 0 for each in turns)


def outcome_tag(play: Play) -> SafeString:
    """Passed or not yet."""
    return tag(_("通过"), "success") if play.passed else tag(_("还要练"), "warning")


def leads(user: User) -> bool:
    """Whether somebody looks after the training of others."""
    return user.may(Right.MANAGE_TRAINING)
