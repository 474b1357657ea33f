# SPDX-License-Identifier: Apache-2.0
"""Why something cannot be done, in the reader's language."""

from django.utils.translation import gettext as _

from amends.apps.satisfaction.models import IndexRun
from amends.kernel.refusals import Saying, saying_of


def told(why: Saying | None) -> str:
    """A reason in the reader's language, "" for none."""
    return why.filled(_(why.sentence), _("、")) if why else ""


def failure_told(run: IndexRun) -> str:
    """Why nothing came out of a run, each reason with its line of the model; runs of before have the words only."""
    return _("；").join(map(_fault, run.failure_said)) or run.failure


def _fault(row: dict[str, object]) -> str:
    words = told(saying_of(row))
    return f"{_('第 %(line)s 行：') % {'line': row['line']}}{words}" if row.get("line") else words
