# SPDX-License-Identifier: Apache-2.0
"""The register of commitments as a table."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from amends.apps.core.models import ROLES
from amends.apps.promises.rules.commitments import Commitment
from amends.apps.promises.views.commitments import floor_words, span_words
from amends.ui.components.tables import Column, Row, Table


def register(rows: Sequence[Commitment]) -> Table:
    """Own term and legal floor side by side."""
    columns = [
        Column(_("承诺"), kind="wrap", lead=True),
        Column(_("从购买起多久以内")),
        Column(_("几小时内做到"), kind="number"),
        Column(_("法定底线"), kind="wrap"),
        Column(_("在哪里有效"), kind="wrap", late=True),
        Column(_("起止日期"), late=True),
        Column(_("凭证"), kind="wrap", late=True),
        Column(_("由谁兑现"), late=True),
    ]
    cells = [_commitment(each) for each in rows]
    return Table(_("公开承诺"), columns, cells)


def _commitment(each: Commitment) -> Row:
    return Row(
        [
            each.name,
            span_words(each.span),
            each.due_hours,
            floor_words(each),
            each.scope or each.eligible,
            _dates(each),
            each.proof,
            str(ROLES[each.keeper_role]),
        ]
    )


def _dates(each: Commitment) -> str:
    if each.first_date is None and each.last_date is None:
        return _("长期")
    return f"{each.first_date or ''} – {each.last_date or ''}"
