# SPDX-License-Identifier: Apache-2.0
"""Write a questionnaire: begin it, save its draft, draft the next version, drop a draft, retire a version."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.surveys.models import Questionnaire, QuestionnaireVersion
from amends.apps.surveys.models.questionnaires import VersionQuerySet
from amends.apps.surveys.queries.questionnaires import may_design
from amends.apps.surveys.rules.publishing import canonical, digest
from amends.apps.surveys.rules.schema import MOST
from amends.apps.surveys.rules.words import VersionState

Content = dict[str, Any]


class QuestionnaireRefused(ValueError):
    """The verb cannot be done; the sentence says why and what to do. `field` is where the form shows it."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words, self.field = words, field


class CodeTaken(QuestionnaireRefused):
    """Another questionnaire has the code."""

    def __init__(self, code: str) -> None:
        super().__init__(_("编号 %(code)s 已被另一份问卷使用，请换一个。") % {"code": code}, field="code")


class NotYours(QuestionnaireRefused):
    """The questionnaire belongs to a unit that the person does not look after."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        words = _("这份问卷由%(unit)s维护，您可以使用，但不能修改；可以从它另建一份。")
        super().__init__(words % {"unit": questionnaire.unit})


class NotADraft(QuestionnaireRefused):
    """A version that was published never changes."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        words = _("第 %(number)s 版不是草稿，不能再改；请先起草新版本。")
        super().__init__(words % {"number": version.number})


class DraftMoved(QuestionnaireRefused):
    """Somebody else saved the draft since the person opened it; nothing of theirs is overwritten."""

    def __init__(self, version: QuestionnaireVersion, who: str) -> None:
        words = _(
            "%(who)s 在您打开之后保存过这份草稿（第 %(edits)s 次保存）。您的改动还没有保存：请重新打开，再改一次。"
        )
        super().__init__(words % {"who": who or _("别人"), "edits": version.edits})
        self.version = version


class DraftThere(QuestionnaireRefused):
    """There is a draft already."""

    def __init__(self) -> None:
        super().__init__(_("已有一份草稿，请先发布或放弃它。"))


class TooLarge(QuestionnaireRefused):
    """The content is no object, or larger than any questionnaire."""

    def __init__(self) -> None:
        super().__init__(_("内容太大或不是问卷，没有保存。"))


def make_questionnaire(
    *,
    code: str,
    name: str,
    purpose: str,
    unit: Unit,
    content: Content,
    by: User | None,
    at: datetime,
    note: str = "",
) -> Questionnaire:
    """Begin a questionnaire with its first draft. Raises `CodeTaken`, `TooLarge`."""
    _check_size(content)
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            made = Questionnaire.objects.create(
                code=code, name=name, purpose=purpose, unit=unit, made_by=by, made_at=at
            )
            _new_draft(made, 1, content, note=note, by=by, at=at)
            log(EventKind.QUESTIONNAIRE_MADE, made, unit=unit, code=code)
    except IntegrityError:
        raise CodeTaken(code) from None
    return made


def save_draft(
    *,
    version: QuestionnaireVersion,
    content: Content,
    edits: int,
    by: User,
    at: datetime,
    note: str | None = None,
) -> QuestionnaireVersion:
    """Save a draft as it is, faults and all; `edits` is the count that the person saw. The same content is no saving.

    Raises `NotYours`, `NotADraft`, `DraftMoved`, `TooLarge`.
    """
    _check_size(content)
    with transaction.atomic():
        found = locked(version, by)
        if found.edits != edits:
            raise DraftMoved(found, who_saved(found))
        said = found.note if note is None else note
        if canonical(found.content) == canonical(content) and said == found.note:
            return found
        with writing(by=by, at=at) as log:
            found.content, found.note, found.edits = content, said, edits + 1
            found.made_by, found.made_at = by, at
            found.save(update_fields=["content", "note", "edits", "made_by", "made_at"])
            log(EventKind.QUESTIONNAIRE_SAVED, found, unit=found.questionnaire.unit, edits=found.edits,
                digest=digest(content))  # fmt: skip
    return found


def draft_from(*, version: QuestionnaireVersion, by: User, at: datetime) -> QuestionnaireVersion:
    """Begin the next version with the content of an earlier one. Raises `NotYours`, `DraftThere`."""
    questionnaire = version.questionnaire
    _check_yours(questionnaire, by)
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            newest = _versions(questionnaire).order_by("-number").first()
            number = (newest.number if newest else 0) + 1
            made = _new_draft(questionnaire, number, version.content, by=by, at=at)
            log(EventKind.QUESTIONNAIRE_DRAFTED, made, unit=questionnaire.unit, source=version.number)
    except IntegrityError:
        raise DraftThere from None
    return made


def drop_draft(*, version: QuestionnaireVersion, by: User, at: datetime) -> None:
    """Give a draft up; a questionnaire without any other version goes with it. Raises `NotYours`, `NotADraft`."""
    with writing(by=by, at=at) as log:
        found = locked(version, by)
        questionnaire, number = found.questionnaire, found.number
        log(EventKind.QUESTIONNAIRE_DRAFT_DROPPED, questionnaire, unit=questionnaire.unit,
            code=questionnaire.code, number=number, digest=digest(found.content))  # fmt: skip
        _versions(questionnaire).filter(pk=found.pk).delete()
        if not _versions(questionnaire).exists():
            Questionnaire.objects.unscoped("the draft was checked").filter(pk=questionnaire.pk).delete()


def retire(*, version: QuestionnaireVersion, by: User, at: datetime) -> QuestionnaireVersion:
    """Say that a published version is to be asked no more; waves under way go on. Raises `NotYours`, `NotPublished`."""
    _check_yours(version.questionnaire, by)
    with writing(by=by, at=at) as log:
        rows = _versions(version.questionnaire).filter(pk=version.pk, state=VersionState.PUBLISHED)
        found = rows.select_for_update(no_key=True).first()
        if found is None:
            raise NotPublished(version)
        found.state = VersionState.RETIRED
        found.save(update_fields=["state"])
        log(EventKind.QUESTIONNAIRE_RETIRED, found, unit=version.questionnaire.unit, number=found.number)
    return found


class NotPublished(QuestionnaireRefused):
    """Only a published version can be retired or mapped."""

    def __init__(self, version: QuestionnaireVersion) -> None:
        super().__init__(_("第 %(number)s 版没有在用。") % {"number": version.number})


def locked(version: QuestionnaireVersion, by: User) -> QuestionnaireVersion:
    """The draft, locked and read anew. Raises `NotYours`, `NotADraft`."""
    _check_yours(version.questionnaire, by)
    found = _versions(version.questionnaire).select_for_update(no_key=True).filter(pk=version.pk).first()
    if found is None or found.state != VersionState.DRAFT:
        raise NotADraft(version)
    found.questionnaire = version.questionnaire
    return found


def who_saved(version: QuestionnaireVersion) -> str:
    """Who saved a version last."""
    return str(version.made_by.name) if version.made_by else ""


def _new_draft(
    questionnaire: Questionnaire,
    number: int,
    content: Content,
    *,
    by: User | None,
    at: datetime,
    note: str = "",
) -> QuestionnaireVersion:
    return QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=number, state=VersionState.DRAFT, content=content, note=note,
        made_by=by, made_at=at,
    )  # fmt: skip


def _versions(questionnaire: Questionnaire) -> VersionQuerySet:
    return QuestionnaireVersion.objects.unscoped("the questionnaire was checked").filter(
        questionnaire=questionnaire
    )


def _check_yours(questionnaire: Questionnaire, by: User) -> None:
    if not may_design(questionnaire, by):
        raise NotYours(questionnaire)


def _check_size(content: object) -> None:
    if not isinstance(content, dict) or len(canonical(content).encode()) > MOST["bytes"]:
        raise TooLarge
