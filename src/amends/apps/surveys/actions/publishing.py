# SPDX-License-Identifier: Apache-2.0
"""Publish a draft: from then on it never changes, its items stand in a table, and each says what it continues."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.chain import Json
from amends.apps.surveys.actions.questionnaires import NotPublished, NotYours, QuestionnaireRefused, locked
from amends.apps.surveys.models import Item, QuestionnaireVersion
from amends.apps.surveys.models.questionnaires import UNSEEN
from amends.apps.surveys.queries.policy import begging_rules
from amends.apps.surveys.queries.questionnaires import items_of, may_design, version_before
from amends.apps.surveys.rules import items as reading
from amends.apps.surveys.rules.mapping import Link, Wrong, WrongLink, proposed, wrong_links
from amends.apps.surveys.rules.profile import Fault
from amends.apps.surveys.rules.publishing import digest, publishing_faults
from amends.apps.surveys.rules.words import VersionState

LONGEST_TITLE = 300
WRONG = {
    Wrong.UNKNOWN: gettext_lazy("题 %(code)s：上一版没有这道题。"),
    Wrong.TWICE: gettext_lazy("题 %(code)s：上一版的同一道题已经对应了另一题，一题只能对应一题。"),
    Wrong.SCALE: gettext_lazy("题 %(code)s：分制或选项与上一版不同，不能算可比，请选“有变，不可比”。"),
}


class QuestionnaireFaulty(QuestionnaireRefused):
    """The draft has faults; none of it was published."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("还有 %(count)s 处要改，改好才能发布。") % {"count": len(faults)})
        self.faults = tuple(faults)


class MappingWrong(QuestionnaireRefused):
    """Links to the items of the version before cannot stand; the sentences say which."""

    def __init__(self, wrong: Sequence[WrongLink]) -> None:
        said = " ".join(str(WRONG[each.wrong]) % {"code": each.code} for each in wrong)
        super().__init__(said, field="mapping")
        self.wrong = tuple(wrong)


def publish(
    *,
    version: QuestionnaireVersion,
    by: User,
    at: datetime,
    links: Iterable[Link] | None = None,
    note: str | None = None,
    language: str = "zh-CN",
) -> QuestionnaireVersion:
    """Publish a draft, with a `note` of what changed. `links` are the items that continue one of the version before,
    as a person confirmed them; without them what code and wording suggest is taken, and marked as not looked at.

    Raises `NotYours`, `NotADraft`, `QuestionnaireFaulty`, `MappingWrong`; `EngineFailed` where it cannot be checked.
    """
    with writing(by=by, at=at) as log:
        found = locked(version, by)
        if faults := publishing_faults(found.content, language=language, rules=begging_rules()):
            raise QuestionnaireFaulty(faults)
        _write_items(found, links)
        found.state, found.digest = VersionState.PUBLISHED, digest(found.content)
        found.published_by, found.published_at = by, at
        found.note = found.note if note is None else note
        found.save(update_fields=["state", "digest", "note", "published_by", "published_at"])
        log(EventKind.QUESTIONNAIRE_PUBLISHED, found, unit=found.questionnaire.unit, number=found.number,
            digest=found.digest)  # fmt: skip
    return found


def map_items(
    *, version: QuestionnaireVersion, links: Iterable[Link], by: User, at: datetime
) -> QuestionnaireVersion:
    """Say anew which items of a published version continue which of the one before.

    Raises `NotYours`, `NotPublished`, `MappingWrong`.
    """
    if not may_design(version.questionnaire, by):
        raise NotYours(version.questionnaire)
    if version.state == VersionState.DRAFT:
        raise NotPublished(version)
    given = {each.code: each for each in links}
    with writing(by=by, at=at) as log:
        rows = items_of(version)
        _check_links(given.values(), items_of(version_before(version)), rows)
        for each in rows:
            _set_link(each, given.get(each.code))
        Item.objects.unscoped("the version was checked").bulk_update(
            rows, ["before", "mapping", "mapping_note"]
        )
        kinds = [link.kind.value for link in given.values()]
        counts: Json = {kind: kinds.count(kind) for kind in sorted(set(kinds))}
        log(EventKind.QUESTIONNAIRE_MAPPED, version, unit=version.questionnaire.unit, counts=counts)
    return version


def _write_items(version: QuestionnaireVersion, links: Iterable[Link] | None) -> None:
    before = items_of(version_before(version))
    rows = [_row(version, each) for each in reading.items(version.content)]
    if links is None:
        given = {
            each.code: Link(each.code, each.before, each.kind, UNSEEN) for each in proposed(before, rows)
        }
    else:
        given = {each.code: each for each in links}
        _check_links(given.values(), before, rows)
    for each in rows:
        _set_link(each, given.get(each.code))
    Item.objects.bulk_create(rows)


def _check_links(links: Iterable[Link], before: Sequence[Item], after: Sequence[Item]) -> None:
    if wrong := wrong_links(links, before, after):
        raise MappingWrong(wrong)


def _set_link(row: Item, link: Link | None) -> None:
    row.before = link.before if link else ""
    row.mapping = link.kind.value if link else ""
    row.mapping_note = link.note if link else ""


def _row(version: QuestionnaireVersion, item: reading.Item) -> Item:
    return Item(
        version=version,
        order=item.order,
        code=item.code,
        kind=item.type,
        title=item.title[:LONGEST_TITLE],
        element=item.element,
        construct=item.construct,
        touchpoint=item.touchpoint,
        dimension=item.dimension,
        measure=item.measure,
        minimum=item.minimum,
        maximum=item.maximum,
        choices=[{"value": each.value, "text": each.text} for each in item.choices],
    )
