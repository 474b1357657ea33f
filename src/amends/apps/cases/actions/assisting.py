# SPDX-License-Identifier: Apache-2.0
"""The assistant on a case: a person asks, a worker fetches the answer, the person takes it into their own form or not.

An answer waits, sealed, where drafts wait: for whoever asked, for seven days at most. Nothing is sent from here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing
from amends.apps.cases.actions.correcting import correct_intake
from amends.apps.cases.actions.drafts import Kept, case_place, draft_at, drop_draft, save_draft
from amends.apps.cases.actions.together import add_note
from amends.apps.cases.models import Case
from amends.apps.cases.queries.assist.knowledge import findings_of, sources_for
from amends.apps.cases.queries.assist.material import hiding_of, lines_of, topics_for
from amends.apps.cases.rules.assist import (
    AnswerUnusable,
    Asked,
    Source,
    material,
    read_advice,
    read_draft,
    to_advise,
    to_draft,
    to_summarise,
    without_ground,
)
from amends.apps.core.actions.assist import AssistAnswer, AssistRefused, ask, decide
from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.models import AssistOutcome, AssistUse, JobRun, User
from amends.apps.core.queries.assist import use_by
from amends.apps.core.rules.roles import Right

JOB = "assist_case"


class AssistNotHere(CaseRefused):
    """No assistant is configured, or this case is not for it."""

    sentence = _("这个案件不使用助手")


class AnswerGone(CaseRefused):
    """There is no answer to take: it was taken, was put away, or is older than seven days."""

    sentence = _("这份建议已经处理过了，可以重新生成")


class NothingToTake(CaseRefused):
    """The text was emptied: there is nothing to take."""

    sentence = _("建议已经清空；不想用就按“不用”")


class FormFull(CaseRefused):
    """What stands in the form already leaves no room."""

    sentence = _("答复里已经写得太长，放不下草稿；请先整理已写的内容")


UNUSABLE = {
    "none": _("知识库里没有适用的条目，助手没有起草；请自己写，并向知识编辑反映"),
    "sources": _("助手的草稿没有说明依据的知识条目，没有采用；请自己写，或重新生成"),
    "form": _("助手的答复不合要求，没有采用；请自己写，或重新生成"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the assistant said for a purpose: still under way (`run`), refused (`said`), or to be decided about (`use`).
    `topic` and `why` belong to advice, `sources` to a draft."""

    run: int = 0
    use: int = 0
    text: str = ""
    said: str = ""
    topic: str = ""
    why: str = ""
    sources: Sequence[dict[str, str]] = ()


def is_offered(case: Case, person: User) -> bool:
    """Whether the assistant may be asked: one is configured, the case is open and no special person's."""
    return (
        bool(settings.AMENDS_ASSIST_URL)
        and case.is_open
        and not case.special
        and person.may(Right.WORK_CASES)
    )


def suggestion(case: Case, asked: Asked, person: User) -> Suggestion | None:
    """What waits for a person. One query."""
    kept = draft_at(owner=person, place=_place(case, asked))
    return _read(kept) if kept else None


def start(*, case: Case, asked: Asked, by: User, at: datetime) -> JobRun:
    """Have a worker ask; pressed twice within a minute it asks once. Raises `AssistNotHere`, `RightMissing`."""
    _refuse(case, by)
    key = f"assist:{by.pk}:{case.number}:{asked}:{at:%Y%m%d%H%M}"
    run = enqueue(JOB, by=by, at=at, key=key, arguments={"number": case.number, "asked": str(asked)})
    if run.is_active:
        _keep(case, asked, by, at, Suggestion(run=run.pk))
    return run


def _refuse(case: Case, by: User) -> None:
    if not is_offered(case, by):
        raise AssistNotHere
    if not by.scope.covers(case.unit.number):
        raise RightMissing


def answer(*, case: Case, asked: Asked, by: User, at: datetime) -> Suggestion:
    """Ask the endpoint and keep what it says for the person; a failure is kept as its sentence. Never raises for what
    the endpoint does. Raises `AssistNotHere`, `RightMissing`."""
    _refuse(case, by)
    try:
        found = _ANSWERS[asked](case, by, at)
    except AssistRefused as refused:
        found = Suggestion(said=str(refused))
    except _Unusable as unusable:
        found = Suggestion(said=str(UNUSABLE[unusable.reason]))
    _keep(case, asked, by, at, found)
    return found


class _Unusable(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _ask(case: Case, asked: Asked, messages: Any, by: User, at: datetime) -> AssistAnswer:
    hiding = hiding_of(case, by.scope)
    return ask(
        messages=messages,
        purpose=str(asked),
        by=by,
        at=at,
        about=case.number,
        unit=case.unit,
        hiding=hiding,
        findings=lambda text: len(findings_of(text, case)),
    )


def _summary(case: Case, by: User, at: datetime) -> Suggestion:
    told = _ask(case, Asked.SUMMARY, to_summarise(material(lines_of(case, by.scope))), by, at)
    return Suggestion(use=told.use.pk, text=told.text)


def _draft(case: Case, by: User, at: datetime) -> Suggestion:
    sources = sources_for(case, at=at)
    if not sources:
        raise _Unusable("none")
    told = _ask(case, Asked.DRAFT, to_draft(material(lines_of(case, by.scope)), sources), by, at)
    try:
        text, named = read_draft(told.text, sources)
    except AnswerUnusable as unusable:
        _put_away(told.use, by, at)
        raise _Unusable(unusable.reason) from unusable
    doubtful = without_ground(text, named)
    why = (
        _("这些数字和承诺不在依据的条目里，请核对：%(words)s") % {"words": "; ".join(doubtful)}
        if doubtful
        else ""
    )
    return Suggestion(use=told.use.pk, text=text, why=str(why), sources=[_shown(each) for each in named])


def _shown(source: Source) -> dict[str, str]:
    return {name: value for name, value in asdict(source).items() if name != "text"}


def _advice(case: Case, by: User, at: datetime) -> Suggestion:
    topics = topics_for(case)
    told = _ask(case, Asked.ADVICE, to_advise(material(lines_of(case, by.scope)), topics), by, at)
    try:
        found = read_advice(told.text, topics)
    except AnswerUnusable as unusable:
        _put_away(told.use, by, at)
        raise _Unusable(unusable.reason) from unusable
    return Suggestion(use=told.use.pk, text=found.next_step, topic=found.topic, why=found.why)


def _put_away(use: AssistUse, by: User, at: datetime) -> None:
    """An answer that no person is shown counts as not taken."""
    decide(use=use, outcome=AssistOutcome.REJECTED, by=by, at=at)


_ANSWERS = {Asked.SUMMARY: _summary, Asked.DRAFT: _draft, Asked.ADVICE: _advice}


def take(
    *, case: Case, asked: Asked, text: str, set_topic: bool = False, version: int, by: User, at: datetime
) -> None:
    """Use an answer as the person left it: a draft goes behind what stands in the form of the reply, a next step into
    its form, a summary becomes a note. The topic is set only where it was ticked. The decision is on record.
    Raises `AnswerGone`, `FormFull`, `WordsMissing`, and what setting a topic raises."""
    found = suggestion(case, asked, by)
    use = use_by(found.use, by) if found and found.use else None
    if found is None or use is None:
        raise AnswerGone
    if not text.strip():
        raise NothingToTake
    same = text.replace("\r\n", "\n").strip() == found.text.strip()
    with writing(by=by, at=at):
        if not decide(
            use=use, outcome=AssistOutcome.ACCEPTED if same else AssistOutcome.EDITED, by=by, at=at
        ):
            raise AnswerGone
        if set_topic and found.topic:
            correct_intake(case=case, version=version, leaf=found.topic, facts={}, columns={}, by=by, at=at)
        _used(case, asked, text.strip(), by, at)
        drop_draft(owner=by, place=_place(case, asked))


def _used(case: Case, asked: Asked, text: str, by: User, at: datetime) -> None:
    if asked is Asked.SUMMARY:
        add_note(case=case, text=text, by=by, at=at)
    elif asked is Asked.DRAFT:
        _into_form(case, "reply", {}, text=text, by=by, at=at)
    else:
        _into_form(case, "next_action", {"owner": str(by.pk), "text": ""}, text=text[:200], by=by, at=at)


def _into_form(
    case: Case, name: str, values: Mapping[str, str], *, text: str, by: User, at: datetime
) -> None:
    """Behind what stands in the form already: nothing that was typed is lost."""
    place = case_place(case.number, name)
    kept = draft_at(owner=by, place=place)
    filled: dict[str, str | Sequence[str]] = {**(kept.values if kept else {}), **values}
    typed = str(filled.get("text", "")).strip()
    filled["text"] = f"{typed}\n\n{text}" if typed else text
    if not save_draft(owner=by, place=place, values=filled, at=at):
        raise FormFull


def put_away(*, case: Case, asked: Asked, by: User, at: datetime) -> None:
    """The person does not want the answer; the decision is on record. Nothing happens where there is none."""
    found = suggestion(case, asked, by)
    use = use_by(found.use, by) if found and found.use else None
    if use is not None:
        decide(use=use, outcome=AssistOutcome.REJECTED, by=by, at=at)
    drop_draft(owner=by, place=_place(case, asked))


def _place(case: Case, asked: Asked) -> str:
    return f"assist:{case.number}:{asked}"


def _keep(case: Case, asked: Asked, by: User, at: datetime, found: Suggestion) -> None:
    text = json.dumps(asdict(found), ensure_ascii=False)
    save_draft(owner=by, place=_place(case, asked), values={"answer": text}, at=at)


def _read(kept: Kept) -> Suggestion:
    return Suggestion(**json.loads(str(kept.values["answer"])))
