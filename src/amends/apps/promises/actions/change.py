# SPDX-License-Identifier: Apache-2.0
"""What every verb on an existing promise has in common: it changes the row that its person saw, or none."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.promises.models import Promise
from amends.apps.promises.rules.terms import TermsFault


class PromiseRefused(ValueError):
    """Why a verb was not done, as one sentence for the person; `field` is the input it is about, if it is one."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class PromiseConflict(PromiseRefused):
    """The promise is no longer as the person saw it."""


class PromiseChanged(PromiseConflict):
    """Somebody else changed the promise in the meantime; the caller shows it again."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(_("这条承诺刚刚被别人改过，请看过最新内容再操作。"))
        self.promise = promise


class PromiseEnded(PromiseConflict):
    """The promise was kept, broken or withdrawn already."""

    def __init__(self, promise: Promise) -> None:
        super().__init__(_("这条承诺已经有了结果，不能再改。"))
        self.promise = promise


class TermsIncomplete(PromiseRefused):
    """The terms miss what a promise must say; `fault` names it."""

    def __init__(self, fault: TermsFault) -> None:
        super().__init__(_fault_sentences()[fault], field=fault.field)
        self.fault = fault


class WordsMissing(PromiseRefused):
    """A proof, a reason or the customer's words were left empty."""

    def __init__(self, field: str) -> None:
        super().__init__(_("这一项必须写明。"), field=field)


class MomentImpossible(PromiseRefused):
    """Something is said to have happened before the promise was made, or in the future."""

    def __init__(self, field: str) -> None:
        super().__init__(_("时间要在作出承诺之后、现在之前。"), field=field)


def written(words: str, field: str) -> str:
    """The words without space around them. Raises `WordsMissing` where none are left."""
    if not words.strip():
        raise WordsMissing(field)
    return words.strip()


def apply_change(promise: Promise, *, version: int, **values: object) -> None:
    """Change an open promise that still has the `version` the person saw; the object then shows what is stored.

    Raises `PromiseEnded` or `PromiseChanged` where it does not. Call it inside `writing`.
    """
    rows = Promise.objects.unscoped("the caller found the promise within the person's scope")
    open_as_seen = rows.filter(pk=promise.pk, version=version, is_open=True)
    changed = open_as_seen.update(version=F("version") + 1, **values)
    promise.refresh_from_db()
    if not changed:
        raise PromiseChanged(promise) if promise.is_open else PromiseEnded(promise)


def local_minute(moment: datetime) -> str:
    """A moment as the log and notices write it, in the operator's time zone."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _fault_sentences() -> dict[TermsFault, str]:
    return {
        TermsFault.WORDS_MISSING: _("请写下对客户说的原话。"),
        TermsFault.DUE_PAST: _("到期时间要晚于现在。"),
        TermsFault.DUE_TOO_FAR: _("到期时间超过三年，请核对年份。"),
        TermsFault.AMOUNT_MISSING: _("退费和优惠要写明金额。"),
        TermsFault.AMOUNT_NOT_POSITIVE: _("金额要大于零。"),
        TermsFault.AMOUNT_UNEXPECTED: _("这一类承诺不涉及金额；要退费或送优惠，请选相应类别。"),
        TermsFault.REASON_MISSING: _("优惠或赠送要写明理由。"),
    }
