# SPDX-License-Identifier: Apache-2.0
"""What stands under our key of a questionnaire: scoring, rules that follow an answer, quotas, ways of asking, words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amends.apps.surveys.rules.document import CHINESE, Json, listed, mapped, wording

MODES = ("sms", "email", "hotline", "link", "qr", "paper")
ROUTES = ("open_case", "review_promise", "no_contact")
# What a case is about, as those who open it tell the classes of recovery by; the first takes that of the rated case.
KINDS = ("from_case", "quality", "attitude", "network", "billing", "publicity")
PRIORITIES = ("P1", "P2", "P3", "P4")
FULL = ("end", "flag")
# In the frame of a wave: how many complete answers fell in each cell, and how many were turned away by a full one.
QUOTAS, TURNED_AWAY = "quotas", "over_quota"


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows when `condition` holds for a complete answer: a case opens, a promise is reviewed, nobody calls."""

    condition: str
    then: str
    kind: str
    priority: str
    reason: str


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` complete answers for which `condition` holds; when `full`, the next one ends or is flagged."""

    code: str
    condition: str
    limit: int
    full: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it, with the texts in one language."""

    scoring: Mapping[str, Any]
    routing: tuple[Rule, ...]
    quotas: tuple[Quota, ...]
    mode: tuple[str, ...]
    intro: str
    privacy: str
    thanks: str
    ended: str


def settings(document: Json, *, language: str = CHINESE) -> Settings:
    """The settings of a faultless document."""
    ours = mapped(document, "amends")
    return Settings(
        scoring=mapped(ours, "scoring"),
        routing=tuple(_rule(each, language) for each in listed(ours, "routing")),
        quotas=tuple(
            Quota(each["code"], each["if"], each["limit"], each.get("full", "end"))
            for each in listed(ours, "quotas")
        ),
        mode=tuple(listed(ours, "mode")),
        **{key: wording(ours.get(key), language) for key in ("intro", "privacy", "thanks", "ended")},
    )


def _rule(each: Json, language: str) -> Rule:
    return Rule(
        each["if"],
        each["then"],
        each.get("class", ""),
        each.get("priority", ""),
        wording(each.get("reason"), language),
    )
