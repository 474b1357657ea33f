# SPDX-License-Identifier: Apache-2.0
"""Inspections of the demo: conversations taken in, drawn, inspected by two, one appealed, one coached; two sessions of
calibration, one closed and one that waits for the second inspector."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from amends.apps.core.models import User
from amends.apps.quality.actions.calibrating import close_calibration, mark_blind, open_calibration
from amends.apps.quality.actions.coaching import open_coaching
from amends.apps.quality.actions.inspecting import Draft, appeal_inspection, begin_inspection, tell_inspection
from amends.apps.quality.actions.sampling import draw_week
from amends.apps.quality.actions.transcripts import Held, take_transcript
from amends.apps.quality.models import Calibration, Drawn, Inspection, Transcript
from amends.apps.quality.rules.inspecting import skills_failed
from amends.apps.quality.rules.reading import read_marked
from amends.apps.quality.rules.scorecards import Mark

OPENINGS = (
    "您好，这里是示例公司客服，工号1024为您服务，请问有什么可以帮您？",
    "您好，请问有什么可以帮您？",
    "喂，什么事？",
)
TROUBLES = ("这个月多扣了二十块钱。", "家里宽带晚上老是断。", "办了套餐，送的流量没有到。")
ANSWERS = (
    "给您添麻烦了，换成我也会着急，我马上帮您查。您的意思是{trouble}希望今天弄清楚，对吗？",
    "这是因为您没有看清楚规则。",
    "很抱歉，我先帮您登记一下，请问是从哪一天开始的？",
)
ENDINGS = (
    "已登记，明天下午六点前给您回电。谢谢您告诉我们，还有其他需要帮忙的吗？再见。",
    "已登记，编号会用短信发给您。再见。",
    "尽快给您处理，等通知吧。谢谢您的来电，再见。",
    "尽快给您处理，等通知吧。",
)
CALIBRATED, ALIKE = 6, 0.92  # conversations of a session; how often an inspector marks as they should
WEEKS, EACH = (10, 9, 6, 5, 2, 1), 4  # weeks ago, over three months: a course needs some


def fill_inspections(
    *, inspectors: tuple[User, User], agents: Sequence[User], at: datetime, rng: Random
) -> int:
    """Conversations of the last weeks, drawn and inspected by two people in turn; how many results were told."""
    inspector = inspectors[0]
    agents = [each for each in agents if each.unit and each not in inspectors]
    assert inspector.unit is not None
    told: list[Inspection] = []
    for week in WEEKS:
        monday = localdate(at) - timedelta(days=localdate(at).weekday() + 7 * week)
        for agent in agents:
            for turn in range(EACH):
                _take(agent, inspector, at, localdate(at) - monday - timedelta(days=turn), rng)
        after = min(at, at - (localdate(at) - monday - timedelta(days=8)))
        plan = draw_week(
            unit=inspector.unit, week_date=monday, seed=rng.getrandbits(40), by=inspector, at=after
        )
        rows = (
            Drawn.objects.within(inspector.scope)
            .filter(plan=plan)
            .select_related("transcript__unit", "transcript__agent")
        )
        found = list(rows.order_by("pk"))
        told += [
            _inspect(each, inspectors[place % 2], after, rng)
            for place, each in enumerate(found[: len(found) * 2 // 3])
        ]
    _follow(told, inspector, at)
    _calibrate(inspectors, at, rng)
    return len(told)


def _take(agent: User, inspector: User, at: datetime, ago: timedelta, rng: Random) -> None:
    trouble = rng.choice(TROUBLES)
    answer, ending = rng.choice(ANSWERS).format(trouble=trouble), rng.choice(ENDINGS)
    words = f"客服：{rng.choice(OPENINGS)}\n客户：{trouble}\n客服：{answer}\n客户：好吧。\n客服：{ending}"
    assert agent.unit is not None
    key = f"demo:{agent.pk}:{ago.days}"
    held = Held(key, agent.unit, rng.choice(("hotline", "chat")), agent, at - ago)
    take_transcript(held=held, kind="text", reading=read_marked(words), by=inspector, at=at)


def _inspect(drawn: Drawn, by: User, at: datetime, rng: Random) -> Inspection:
    row = begin_inspection(drawn=drawn, by=by, at=at)
    marks = {}
    for item in row.scorecard.items:
        seen = row.proposed.get(item.code)
        mark = str(seen["mark"]) if seen else str(rng.choice((Mark.PASS, Mark.PASS, Mark.NOT_SEEN)))
        turns = [each["turn"] for each in seen["evidence"]] if seen else []
        marks[item.code] = {"mark": mark, "turns": turns, "comment": "没有做到" if mark == Mark.FAIL else ""}
    draft = Draft(marks, rng.choice(("courteous", "selling", "personalised")), "请看没有做到的几项。")
    return tell_inspection(inspection=row, edits=row.edits, draft=draft, by=by, at=at)


def _follow(told: Sequence[Inspection], by: User, at: datetime) -> None:
    """Of those that failed the newest that may be appealed is, the others before it are coached."""
    failed = [each for each in reversed(told) if each.passed is False]
    open_still = [each for each in failed if each.appeal_until and at <= each.appeal_until]
    for row in open_still[:1]:
        appeal_inspection(inspection=row, reason="登记写在工单里了", items=["RECORD"], by=row.agent, at=at)
    for row in [each for each in failed if each not in open_still[:1]][:2]:
        skill = next(iter(skills_failed(row.scorecard, row.marks)), "empathy")
        open_coaching(
            person=row.agent, skill=skill, reason="最近一次质检没有做到", source=row, by=by, at=at,
            due_date=localdate(at) + timedelta(days=14), goal="先说感受，再说办法", practice="RP-01",
        )  # fmt: skip


def _calibrate(inspectors: tuple[User, User], at: datetime, rng: Random) -> None:
    """Both marked the first session, mostly alike, and it is closed; the second waits for one of them."""
    first = inspectors[0]
    rows = Transcript.objects.within(first.scope).filter(channel="hotline", drawn__isnull=True)
    found = list(rows.select_related("unit").order_by("-held_at", "pk")[: 2 * CALIBRATED])
    half = len(found) // 2
    if not half:
        return
    done = _session("第一次校准", found[:half], inspectors, at - timedelta(days=21), rng, marked_by=2)
    close_calibration(calibration=done, by=first, at=at - timedelta(days=20))
    _session("第二次校准", found[half:], inspectors, at - timedelta(days=2), rng, marked_by=1)


def _session(
    name: str,
    found: Sequence[Transcript],
    inspectors: Sequence[User],
    at: datetime,
    rng: Random,
    *,
    marked_by: int,
) -> Calibration:
    unit = inspectors[0].unit
    assert unit is not None
    made = open_calibration(
        unit=unit, name=name, transcripts=found, inspectors=inspectors, by=inspectors[0], at=at
    )
    for each in found:
        marks = {code: str(rng.choice((Mark.PASS, Mark.PASS, Mark.FAIL))) for code in made.scorecard.by_code}
        for who in inspectors[:marked_by]:
            own = {code: mark if rng.random() < ALIKE else _other(mark) for code, mark in marks.items()}
            mark_blind(calibration=made, transcript=each, marks=own, by=who, at=at)
    return made


def _other(mark: str) -> str:
    return str(Mark.FAIL if mark == Mark.PASS else Mark.PASS)
