# SPDX-License-Identifier: Apache-2.0
"""The demo's campaign: planned a fortnight ago, readied by everything that its gate asks for, launched three days ago;
since then two of the front line reported that what is said and what is there differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from amends.apps.core.models import Unit, User
from amends.apps.customers.actions.segments import define_segment
from amends.apps.customers.rules.segments import Dimension
from amends.apps.knowledge.actions.notices import Telling, publish_notice, read_notice
from amends.apps.knowledge.queries.notices import asked_people
from amends.apps.promises.actions.campaigns.claims import add_claim
from amends.apps.promises.actions.campaigns.lifecycle import launch_campaign
from amends.apps.promises.actions.campaigns.materials import approve_version, write_version
from amends.apps.promises.actions.campaigns.mismatches import Seen
from amends.apps.promises.actions.campaigns.planning import (
    Plan,
    announce_campaign,
    plan_campaign,
    set_channels,
)
from amends.apps.promises.actions.campaigns.readiness import answer_check, record_briefing
from amends.apps.promises.models.campaigns import MATERIAL_KINDS, Campaign
from amends.apps.promises.queries.campaigns.launching import unanswered
from amends.apps.promises.rules.campaigns.checklist import LAUNCH
from amends.apps.promises.rules.campaigns.claims import ClaimTerms
from amends.apps.promises.rules.campaigns.words import Briefed, CheckState, MaterialKind
from amends.apps.recovery.actions.campaign_audience import count_audience
from amends.apps.recovery.actions.campaign_mismatch import report_for
from amends.apps.training.actions.quizzes.making import (
    Draft,
    Terms,
    approve_question,
    make_quiz,
    open_quiz,
    write_question,
)
from amends.apps.training.models.learning import Quiz
from amends.apps.training.queries.quizzes.passing import front_line
from amends.apps.training.rules.learning_words import Kind
from amends.apps.training.rules.questions import Asked
from amends.cli.demo.learning import take

CODE, NAME = "lao-you-hui-kui", "老友回馈（演示）"
OFFER, CONDITION = "每月多送 5GB 流量，共三个月", "在网满一年"
SAYS = {
    MaterialKind.PUBLICITY: "老友回馈：在网满一年，每月多送 5GB 流量，共三个月。到期自动停止，不另外收费。",
    MaterialKind.RECOMMEND_SCRIPT: "您在网满一年了，可以免费领三个月、每月 5GB 流量，到期自动停。您愿意领吗？",
    MaterialKind.EXPLAIN_SCRIPT: "给您添麻烦了。这个流量送三个月，不是六个月。我现在帮您查到账情况，今天给您回复。",
}
NOTICE = (
    "五天后上线：在网满一年的老客户每月多送 5GB，送三个月。客户问起，先查在网时间；到期自动停，不另外收费。"
)
QUESTIONS = {
    "老友回馈送几个月？": (("三个月", "六个月", "一直送"), 0),
    "谁可以参加？": (("所有客户", "在网满一年的客户"), 1),
    "到期以后怎样？": (("自动停止，不另外收费", "转成收费的流量包"), 0),
}
MISMATCHES = (
    Seen("海报写送六个月", "系统里只送三个月", "hall", "一号营业厅门口的海报"),
    Seen("客户说短信里写的是每月 10GB", "方案是每月 5GB", "sms", "客户来电时念的短信"),
)
DAY = timedelta(days=1)
PEOPLE = 5_000  # so many can have it


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what: nobody approves what they made."""

    maker: User
    approver: User
    editor: User
    trainer: User


def run_a_campaign(*, city: Unit, hands: Hands, at: datetime, rng: Random) -> Campaign:
    """Plan a campaign of a city, take it through its gate, launch it, and report what does not fit. The script to sell
    it by is among the province's (`scripts.py`)."""
    people = list(front_line(city).select_related("unit"))
    campaign = _planned(city, hands.maker, at - 14 * DAY)
    _published(campaign, hands, at - 10 * DAY)
    _briefed(campaign, hands.maker, len(people), at - 8 * DAY)
    _told(city, hands.editor, at - 8 * DAY)
    _quizzed(city, hands.trainer, people, at - 7 * DAY, rng)
    _checked(campaign, hands.approver, at - 4 * DAY)
    launched = at - 3 * DAY
    launch_campaign(campaign=campaign, by=hands.approver, at=launched, today=localdate(launched))
    for seen, person, days in zip(MISMATCHES, people, (2, 1), strict=False):
        report_for(campaign=campaign, seen=seen, by=person, at=at - days * DAY)
    return campaign


def _planned(city: Unit, maker: User, at: datetime) -> Campaign:
    active = {"attribute": "line_state", "operator": "one_of", "values": ["active"]}
    segment = define_segment(
        code="demo-in-use", name="在用客户（演示）", dimension=Dimension.ATTRIBUTE, definition=[active], unit=city,
        by=maker, at=at,
    )  # fmt: skip
    first = localdate(at + 11 * DAY)
    plan = Plan(
        name=NAME, owner=maker, goal="在网满一年的客户续约率提高到八成", segment=segment, offer=OFFER, capacity=PEOPLE,
        budget=20_000_000, maker="市场部", enabler="计费组", keeper="营业厅", starts_date=first,
        ends_date=first + 60 * DAY, exit_rule="随时可以取消，次日生效", expected_enquiries=30, terms=("UW-04",),
    )  # fmt: skip
    campaign = plan_campaign(code=CODE, unit=city, plan=plan, by=maker, at=at)
    terms = ClaimTerms(OFFER, CONDITION, first, first + 90 * DAY, capacity=PEOPLE)
    add_claim(campaign=campaign, terms=terms, delivery_owner=maker, by=maker, at=at)
    return campaign


def _published(campaign: Campaign, hands: Hands, at: datetime) -> None:
    """The leaders know how many will ask, the audience is counted, the materials are approved by somebody else."""
    announce_campaign(campaign=campaign, by=hands.maker, at=at)
    count_audience(campaign=campaign, by=hands.maker, at=at)
    set_channels(campaign=campaign, channels=["hall"], by=hands.maker, at=at)
    for kind, text in SAYS.items():
        version = write_version(
            campaign=campaign, name=f"老友回馈{MATERIAL_KINDS[kind]}", kind=kind, channel="hall", place="营业厅",
            text=text, by=hands.maker, at=at,
        )  # fmt: skip
        approve_version(version=version, by=hands.approver, at=at)


def _briefed(campaign: Campaign, by: User, people: int, at: datetime) -> None:
    for who in Briefed:
        record_briefing(
            campaign=campaign, unit=campaign.unit, who=who, held_date=localdate(at), briefed=max(people, 1),
            passed=max(people, 1), how="逐个用自己的话复述", by=by, at=at, today=localdate(at),
        )  # fmt: skip


def _told(city: Unit, editor: User, at: datetime) -> None:
    """A notice to those who meet customers; all of them have read it."""
    day = localdate(at)
    telling = Telling(
        city, f"{NAME}怎么说", NOTICE, ("hotline", "hall"), day + 5 * DAY, day + 4 * DAY, subject=CODE
    )
    notice = publish_notice(telling=telling, by=editor, at=at)
    for person in asked_people(notice):
        read_notice(notice=notice, by=person, at=at + DAY / 2)


def _quizzed(city: Unit, trainer: User, people: Sequence[User], at: datetime, rng: Random) -> None:
    """A quiz on the campaign that the whole front line passes."""
    terms = Terms(ask=len(QUESTIONS), pass_share=0.8, retry_hours=24)
    quiz = make_quiz(code=CODE, title=NAME, subject=CODE, unit=city, terms=terms, by=trainer, at=at)
    for words, (options, right) in QUESTIONS.items():
        draft = Draft(words, Asked(Kind.SINGLE, list(options), right))
        question = write_question(quiz=quiz, draft=draft, by=trainer, at=at)
        approve_question(question=question, by=trainer, at=at)
    open_quiz(quiz=quiz, by=trainer, at=at)
    quiz = Quiz.objects.unscoped("just opened").select_related("unit").get(pk=quiz.pk)
    for place, person in enumerate(people):
        take(quiz, person, 1.0, at + DAY + timedelta(minutes=10 * place), rng)


def _checked(campaign: Campaign, by: User, at: datetime) -> None:
    """Every item of the checklist that a launch asks for."""
    for item in unanswered(campaign, LAUNCH):
        words = "材料见活动文件夹（演示）"
        answer_check(campaign=campaign, item=item.code, state=CheckState.DONE, words=words, by=by, at=at)
