# SPDX-License-Identifier: Apache-2.0
"""Take a conversation in, and what of it could not be read."""

import hashlib
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.recordings import take_recording
from amends.apps.quality.actions.refusals import QualityRefused
from amends.apps.quality.actions.transcripts import Held, take_transcript
from amends.apps.quality.forms.inspections import TranscriptForm
from amends.apps.quality.models import Transcript
from amends.apps.quality.queries.recordings import recording_seen, recordings_of
from amends.apps.quality.queries.samples import came_too_late
from amends.apps.quality.rules.reading import READERS, Reading, read_chat
from amends.apps.quality.views.refusals import refusals_on

PROBLEMS = {
    "unknown_speaker": gettext_lazy("不知道是谁说的"),
    "no_words": gettext_lazy("没有内容"),
    "no_column": gettext_lazy("没有这一列"),
    "no_seconds": gettext_lazy("不是秒数"),
    "ends_before": gettext_lazy("结束早于开始"),
    "no_csv": gettext_lazy("表格到这一行读不下去：引号没有配对，或者一格太长"),
    "no_json": gettext_lazy("不是 JSON"),
    "no_turns": gettext_lazy("没有对话列表"),
    "no_turn": gettext_lazy("不是一句话"),
    "too_many": gettext_lazy("太长，后面的没有读"),
}
MOST_SHOWN = 20


@require_http_methods(["GET", "POST"])
@needs(Right.INSPECT)
def take(request: HttpRequest) -> HttpResponse:
    """Take a conversation in."""
    user = person(request)
    form = TranscriptForm(request.POST or None, request.FILES or None, user=user)
    problems: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if form.cleaned_data["kind"] == "speech":
                return _recorded(form, user)
            reading, mark = _read(form)
            problems = _told(reading)
            row = take_transcript(
                held=_held(form.cleaned_data, mark), kind=form.cleaned_data["kind"], reading=reading, by=user,
                at=timezone.now(),
            )  # fmt: skip
            return _taken(request, row)
    context = {"form": form, "problems": problems, "recordings": recordings_of(user)}
    status = 422 if form.errors else 200
    return render(request, "quality/inspections/take.html", context, status=status)


def _recorded(form: TranscriptForm, user: User) -> HttpResponse:
    given = form.cleaned_data["file"]
    raw = given.read()
    held = _held(form.cleaned_data, _mark(form.cleaned_data, raw))
    row = take_recording(held=held, raw=raw, ending=Path(given.name or "").suffix, by=user, at=timezone.now())
    return redirect("quality:recording", row.pk)


@require_GET
@needs(Right.INSPECT)
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a recording is that one handed in, and how it ended."""
    row = recording_seen(pk, person(request))
    if row is None:
        raise Http404
    return render(request, "quality/inspections/recording.html", {"row": row, "run": row.run})


def _taken(request: HttpRequest, row: Transcript) -> HttpResponse:
    messages.success(request, _("读到 %(count)s 句，已遮住个人信息。") % {"count": len(row.turns)})
    if came_too_late(row):
        messages.warning(request, _("这一周已经抽过。在质检页按“补抽”，系统会替没有抽够的人补上。"))
    for each in row.unread[:MOST_SHOWN]:
        words = PROBLEMS.get(each["code"], each["code"])
        messages.warning(request, _("第 %(row)s 行 %(column)s：%(words)s") % {**each, "words": words})
    return redirect("quality:inspections")


def _told(reading: Reading) -> list[dict[str, Any]]:
    rows = reading.problems[:MOST_SHOWN]
    return [
        {"row": each.row, "column": each.column, "words": PROBLEMS.get(each.code, each.code)} for each in rows
    ]


def _held(data: dict[str, Any], mark: str) -> Held:
    agent: User = data["agent"]
    assert agent.unit is not None  # found within a scope
    return Held(
        f"{data['channel']}:{mark}", agent.unit, data["channel"], agent, data["held_at"], data["case"]
    )


def _read(form: TranscriptForm) -> tuple[Reading, str]:
    """What a form holds, and a mark of its content. Raises `QualityRefused`."""
    data = form.cleaned_data
    given = data.get("file")
    raw = given.read() if given else data["content"].encode()
    mark = _mark(data, raw)
    text = _decoded(raw)
    return (
        read_chat(text, ours=data["ours"]) if data["kind"] == "chat" else READERS[data["kind"]](text)
    ), mark


def _mark(data: dict[str, Any], raw: bytes) -> str:
    """The same for the same content of the same person and time."""
    said = raw + str(data["agent"].pk).encode() + data["held_at"].isoformat().encode()
    return hashlib.sha256(said).hexdigest()[:40]


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QualityRefused(_("文件不是 UTF-8 或 GB18030 编码的文字。"), field="file")
