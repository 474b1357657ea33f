# SPDX-License-Identifier: Apache-2.0
"""Editors, and articles as they write them."""

from dataclasses import dataclass
from datetime import date, timedelta

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.articles.writing import Draft, approve_version, draft_article, rewrite
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.rules.article_words import SourceChannel
from amends.apps.knowledge.rules.articles import Answer
from tests.people import NOON, PASSWORD, People

TODAY = date(2026, 11, 2)
LATER = NOON + timedelta(hours=2)


@dataclass(frozen=True)
class Editors:
    """Two of the province, one of each city, and an agent in the east."""

    fang: User
    gao: User
    east: User
    west: User
    hua: User


def make_editors(people: People) -> Editors:
    """The people who write knowledge."""
    return Editors(
        fang=_user("fang", "方编辑", Role.KNOWLEDGE_EDITOR, people.province),
        gao=_user("gao", "高编辑", Role.KNOWLEDGE_EDITOR, people.province),
        east=_user("east", "东编辑", Role.KNOWLEDGE_EDITOR, people.east),
        west=_user("west", "西编辑", Role.KNOWLEDGE_EDITOR, people.west),
        hua=_user("hua", "华话务", Role.HOTLINE_AGENT, people.east_team),
    )


def _user(username: str, name: str, role: Role, unit: Unit) -> User:
    return add_user(username=username, name=name, role=role, unit=unit, password=PASSWORD, by=None, at=NOON)


def drafted(by: User, title: str = "套餐变更规则", **changes: object) -> ArticleVersion:
    """Technical material on file."""
    assert by.unit
    values: dict[str, object] = {
        "unit": by.unit, "title": title, "material": "PCRF策略次账期生效。", "owner": by,
        "review_date": TODAY + timedelta(days=90), "source_channel": SourceChannel.PRODUCT, "topic": "TF-01-02",
    }  # fmt: skip
    return draft_article(draft=Draft(**values | changes), by=by, at=NOON)  # type: ignore[arg-type]


def plain(version: ArticleVersion, by: User, **changes: object) -> ArticleVersion:
    """The same in plain words."""
    values: dict[str, object] = {
        "title": version.title, "short": "今天改套餐，下个月一号开始用新的。", "starts": TODAY,
        "body": "改套餐当月还按原来的套餐收费。下个月一号起按新套餐收费。", "points": ("下月一号生效",),
        "says": {"sms": "您的新套餐下月1日生效。"},
    }  # fmt: skip
    return rewrite(version=version, answer=Answer(**values | changes), by=by, at=NOON)  # type: ignore[arg-type]


def approved(by: User, approver: User, title: str = "套餐变更规则", **changes: object) -> Article:
    """An article that the front line reads; `changes` are of the draft or of the answer."""
    answers = {
        key: changes.pop(key)
        for key in ("short", "body", "starts", "last", "points", "says")
        if key in changes
    }
    version = plain(drafted(by, title, **changes), by, **answers)
    return approve_version(version=version, by=approver, at=NOON).article
