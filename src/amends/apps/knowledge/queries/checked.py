# SPDX-License-Identifier: Apache-2.0
"""What must not stand in a term, a wording, a script or an article that is about to hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from amends.analytics.language.checking import check
from amends.apps.core.models import Unit
from amends.apps.knowledge.models import ArticleVersion, Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned
from amends.apps.knowledge.queries.wording import Shown, rules_for, shown

HIGH = "high"


def texts_of(row: Versioned) -> Sequence[str]:
    """Everything of a version that a customer reads or hears."""
    match row:
        case Term():
            return row.term, row.plain
        case Wording():
            return (row.text,)
        case Script():
            return *row.parts.values(), *row.key_messages
        case _:
            return ()


def forbidden_in(row: Versioned) -> list[str]:
    """The phrases in it that nobody may say, each once: what the wording check calls severe. One query."""
    channel = row.channel if isinstance(row, Wording | Script) else ""
    return _forbidden(((channel, text) for text in texts_of(row)), row.unit)


def forbidden_in_article(version: ArticleVersion) -> list[str]:
    """The same of what an article has customers read or hear: the short answer, the points and each channel's words;
    the whole may say what not to say. One query."""
    said = [("", version.short), *(("", each) for each in version.points), *version.says.items()]
    return _forbidden(said, version.article.unit)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of an article with what the check finds in it; `channel` "" for all. The `body` may say
    what not to say."""

    part: str  # short, points, says, body
    channel: str
    found: Sequence[Shown]


def findings_in_article(version: ArticleVersion) -> list[Place]:
    """Everything that the wording check finds in an article, part by part; parts without findings are left out. One
    query."""
    parts = [
        ("short", "", version.short), ("points", "", "\n".join(map(str, version.points))),
        *(("says", channel, text) for channel, text in version.says.items()), ("body", "", version.body),
    ]  # fmt: skip
    rules = rules_for(version.article.unit)
    places = [
        Place(part, channel, shown(check(text, rules, channel=channel), rules))
        for part, channel, text in parts
    ]
    return [each for each in places if each.found]


def _forbidden(said: Iterable[tuple[str, str]], unit: Unit) -> list[str]:
    rules = rules_for(unit)
    found = [each for channel, text in said for each in check(text, rules, channel=channel)]
    return list(dict.fromkeys(each.text for each in found if each.severity == HIGH))
