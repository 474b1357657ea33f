# SPDX-License-Identifier: Apache-2.0
"""What verbs of learning refuse, as a sentence for the person; `field` is the input it is about."""

from django.utils.translation import gettext as _

from amends.apps.core.models import Unit, User

IN_HAND = "the caller found the row within the person's scope"


class LearningRefused(ValueError):
    """Why a verb was not done."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class NotYourUnit(LearningRefused):
    """Rows of another unit are changed by those who look after that unit."""

    def __init__(self) -> None:
        super().__init__(_("这个机构不在您的管理范围内。"), field="unit")


class NoUnit(LearningRefused):
    """Somebody of no unit learns nowhere."""

    def __init__(self) -> None:
        super().__init__(_("您的账号不属于任何机构，不能这样操作。"))


class CodeTaken(LearningRefused):
    """There is one of that code."""

    def __init__(self) -> None:
        super().__init__(_("这个编码已经用过，请换一个。"), field="code")


class NotOnYourself(LearningRefused):
    """What somebody can do is said by another."""

    def __init__(self) -> None:
        super().__init__(_("不能给自己登记，请由同事或班组长登记。"), field="person")


class WordsMissing(LearningRefused):
    """Words were left empty."""

    def __init__(self, field: str) -> None:
        super().__init__(_("这一项必须写明。"), field=field)


def covered(unit: Unit, by: User) -> Unit:
    """The unit, where the person looks after it. Raises `NotYourUnit`."""
    if not by.scope.covers(unit.number):
        raise NotYourUnit
    return unit


def unit_of(person: User) -> Unit:
    """Where a person works. Raises `NoUnit`."""
    if person.unit is None:
        raise NoUnit
    return person.unit


def written(words: str, field: str) -> str:
    """The words without space around them. Raises `WordsMissing`."""
    if not words.strip():
        raise WordsMissing(field)
    return words.strip()
