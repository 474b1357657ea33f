# SPDX-License-Identifier: Apache-2.0
"""Questions about the files that customers sent: which a case has, and how much room they take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Sum

from amends.apps.cases.models import Attachment, Case
from amends.apps.cases.rules.mail.attached import Bounds
from amends.apps.core.models import User
from amends.apps.core.rules.organisation import Scope
from amends.apps.core.rules.roles import Right

_WHY = "the service keeps the files of everybody's cases"
_MEGABYTE = 1024 * 1024


def bounds() -> Bounds:
    """How much is kept, as the operator set it."""
    return Bounds(
        most=settings.AMENDS_ATTACHMENTS,
        each=settings.AMENDS_ATTACHMENT_MB * _MEGABYTE,
        together=settings.AMENDS_ATTACHMENTS_MB * _MEGABYTE,
    )


def held_bytes(case: Case) -> int:
    """How many bytes the files of a case take. One query."""
    rows = Attachment.objects.unscoped(_WHY).filter(case=case, refused="")
    return int(rows.aggregate(total=Sum("size"))["total"] or 0)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a case; `may_open` only who may see names and numbers, since nothing in a file can be hidden."""

    rows: list[Attachment]
    may_open: bool

    @property
    def are_scanned(self) -> bool:
        """Whether somebody looks for viruses in them."""
        return bool(settings.AMENDS_CLAMD)


def attachments_of(case: Case, person: User) -> Files | None:
    """The files that came with the mails of a case, in the order in which they came; `None` where none came. One
    query."""
    rows = case.attachments.within(person.scope).select_related("mail").order_by("mail", "number")
    found = list(rows)
    return Files(found, person.may(Right.UNMASK)) if found else None


def attachment_of(case: Case, scope: Scope, pk: int) -> Attachment | None:
    """A file of a case that is kept. One query."""
    rows = case.attachments.within(scope).select_related("mail", "case__customer", "case__unit")
    return rows.filter(pk=pk, refused="").first()


def unscanned() -> Iterator[Attachment]:
    """The files that are kept and in which no scanner looked for viruses, the oldest first, each read when its turn
    comes."""
    rows = Attachment.objects.unscoped(_WHY).filter(refused="", scanned_at=None)
    rows = rows.select_related("mail", "case__customer", "case__unit", "case__owner").order_by("pk")
    row = rows.first()
    while row:
        yield row
        row = rows.filter(pk__gt=row.pk).first()


def kept_places(fingerprints: Iterable[str]) -> set[tuple[str, int]]:
    """Of mails, by fingerprint, the places of the files that are kept. One query."""
    rows = Attachment.objects.unscoped(_WHY).filter(mail__fingerprint__in=[*fingerprints], refused="")
    return set(rows.values_list("mail__fingerprint", "number"))
