# SPDX-License-Identifier: Apache-2.0
"""What verbs of the hotline refuse, as a sentence for the person; `field` is the input it is about."""

from django.utils.translation import gettext as _

from amends.apps.core.models import Unit, User

IN_HAND = "the caller found the row within the person's scope"


class HotlineRefused(ValueError):
    """Why a verb was not done."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class NoUnit(HotlineRefused):
    """Somebody of no unit takes no calls."""

    def __init__(self) -> None:
        super().__init__(_("您的账号不属于任何机构，不能接听。"))


class NotYourCall(HotlineRefused):
    """A call is worked by who took it."""

    def __init__(self) -> None:
        super().__init__(_("这通电话由别人接听，不能替他操作。"))


class NotSo(HotlineRefused):
    """The call is not at the point at which this can be done."""

    def __init__(self) -> None:
        super().__init__(_("通话已经到了别的状态，请看页面上现在的情况。"))


def unit_of(person: User) -> Unit:
    """Where a person works. Raises `NoUnit`."""
    if person.unit is None:
        raise NoUnit
    return person.unit
