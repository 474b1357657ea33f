# SPDX-License-Identifier: Apache-2.0
"""What verbs on articles, notices, briefs and sources refuse, as one sentence for the person."""

from django.utils.translation import gettext as _

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right


class KnowledgeRefused(ValueError):
    """Why a verb was not done; `field` is the input it is about, if it is one."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class NotYourUnit(KnowledgeRefused):
    """What a unit publishes is read below it, and changed by those who look after that unit."""

    def __init__(self) -> None:
        super().__init__(_("这个机构不在您的管理范围内。"), field="unit")


class RightMissing(KnowledgeRefused):
    """The person's role does not come with the right."""

    def __init__(self) -> None:
        super().__init__(_("您的岗位没有这项权限。"))


class WordsMissing(KnowledgeRefused):
    """A field was left empty."""

    def __init__(self, field: str) -> None:
        super().__init__(_("这一项必须写明。"), field=field)


def written(words: str, field: str) -> str:
    """The words without space around them. Raises `WordsMissing` where none are left."""
    if not words.strip():
        raise WordsMissing(field)
    return words.strip()


def allowed(by: User, unit: Unit, right: Right) -> None:
    """Raises `RightMissing`, `NotYourUnit` where somebody may not do so in a unit."""
    if not by.may(right):
        raise RightMissing
    if not by.scope.covers(unit.number):
        raise NotYourUnit
