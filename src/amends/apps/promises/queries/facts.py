# SPDX-License-Identifier: Apache-2.0
"""What the data show of promises: in words, and which contradict what a person said."""

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.promises.models import Promise
from amends.apps.promises.rules.origins import CheckKind

AT_ONCE = 1_000


def contradicted() -> list[Promise]:
    """Promises that somebody recorded as kept, that the data do not show, and of which nobody was told."""
    rows = Promise.objects.unscoped("the nightly check looks after everybody's promises")
    rows = rows.filter(kept_at__isnull=False, fact_missing_at__isnull=False, fact_told_at__isnull=True)
    return list(
        rows.select_related("customer", "unit", "owner__unit").order_by("fact_missing_at", "id")[:AT_ONCE]
    )


def fact_words(promise: Promise) -> str:
    """«2026-10 账单减免 10.00 元»: what was found, or that what should be there is not; "" before any check."""
    if promise.fact_seen_at:
        return _seen(promise)
    if not promise.fact_missing_at:
        return ""
    if promise.check_kind == CheckKind.CALL_MADE:
        return _("接触记录里没有这次外呼")
    values = {
        "what": promise.get_check_kind_display(),
        "expected": amount_words(promise.check_kind, promise.check_amount),
        "found": amount_words(promise.check_kind, promise.fact_found or 0),
        "month": _month(promise),
    }
    return _("到 %(month)s 账期应有%(what)s %(expected)s，只见 %(found)s") % values


def _seen(promise: Promise) -> str:
    if promise.fact_found_at:
        local = timezone.localtime(promise.fact_found_at)
        return _("接触记录显示 %(at)s 已外呼") % {"at": f"{local:%Y-%m-%d %H:%M}"}
    values = {
        "month": _month(promise),
        "what": promise.get_check_kind_display(),
        "found": amount_words(promise.check_kind, promise.fact_found),
    }
    return _("%(month)s 账期已见%(what)s %(found)s") % values


def amount_words(check_kind: str, amount: int | None) -> str:
    """An amount as the check counts it: yuan of fen, or MB."""
    if amount is None:
        return ""
    if check_kind == CheckKind.USAGE_BONUS:
        return _("%(mb)s MB") % {"mb": f"{amount:,}"}
    return _("%(yuan)s 元") % {"yuan": f"{amount / 100:,.2f}"}


def number_typed(text: str) -> int:
    """A version as a form sends it; 0, which no promise has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _month(promise: Promise) -> str:
    return f"{promise.fact_month:%Y-%m}" if promise.fact_month else ""
