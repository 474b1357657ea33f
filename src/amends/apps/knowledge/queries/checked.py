# SPDX-License-Identifier: Apache-2.0
"""What must not stand in a term, a wording, a script or an article that is about to hold."""

from collections.abc import Iterable, Sequence

from amends.analytics.language.checking import check
from amends.apps.core.models import Unit
from amends.apps.knowledge.models import ArticleVersion, Script, Term, Wording
from amends.apps.knowledge.models.versions import Versioned
from amends.apps.knowledge.queries.wording import rules_for

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


def _forbidden(said: Iterable[tuple[str, str]], unit: Unit) -> list[str]:
    rules = rules_for(unit)
    found = [each for channel, text in said for each in check(text, rules, channel=channel)]
    return list(dict.fromkeys(each.text for each in found if each.severity == HIGH))
