# SPDX-License-Identifier: Apache-2.0
"""Telling the customers of a fixed site that it is better, once each, and asking them again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import send_filled
from amends.apps.core.models import EventKind, MessageChannel, User
from amends.apps.customers.models import Customer
from amends.apps.recovery.actions.network.register import ActionRefused, locked
from amends.apps.recovery.models import FixNotice, NetworkAction
from amends.apps.recovery.queries.network.register import key_of
from amends.apps.recovery.queries.network.sites import customers_of
from amends.apps.recovery.queries.notices.policy import sells_or_begs
from amends.apps.recovery.queries.waves.holding import held_out_among
from amends.apps.recovery.queries.waves.resting import rested_among
from amends.apps.recovery.rules.network.words import left_out
from amends.apps.surveys.actions.listing import invite_listed
from amends.apps.surveys.actions.starting import load_starters
from amends.apps.surveys.actions.waves import WavePlan, not_set_up, plan_wave, take_step
from amends.apps.surveys.models import QuestionnaireVersion, SurveyWave
from amends.apps.surveys.queries.questionnaires import published_versions
from amends.apps.surveys.rules.design import Design
from amends.apps.surveys.rules.steps import Step
from amends.apps.surveys.rules.texts import LINK
from amends.apps.surveys.rules.words import AskedBy, Trigger

FILLER, PORTION = "network", 200
STARTER, CODE = "survey_after_network_fix", "SV-NETFIX"
TO_TRY = timedelta(days=3)  # customers use the network a little before they are asked
ASKED_FOR = timedelta(days=21)
_CHECKED = "the action was checked"


def start_telling(*, action: NetworkAction, words: str, by: User, at: datetime) -> NetworkAction:
    """Let the customers of a finished action's sites be told, by a job. Raises `ActionRefused`."""
    _check_words(words)
    with writing(by=by, at=at) as log:
        row = locked(action, by)
        if row.done_date is None:
            raise ActionRefused("words", _("完成以后才能告知客户"))
        if row.telling_at is not None:
            raise ActionRefused("words", _("这项举措的客户已经告知过，每位客户只告知一次"))
        row.words, row.telling_at = words.strip(), at
        row.save(update_fields=["words", "telling_at"])
        log(EventKind.NETWORK_FIX_TOLD, row, unit=row.unit)
        enqueue(
            "tell_network_fixed", by=by, at=at, key=f"network_fixed:{row.pk}", arguments={"action": row.pk}
        )
    return row


def tell_next(*, action: int, by: User | None, at: datetime) -> int:
    """Tell the next two hundred customers of an action, or note why not; returns how many were looked at.

    One transaction keeps the notices, their texts and how far we are: a worker that was killed loses and doubles
    nothing.
    """
    with transaction.atomic():
        rows = NetworkAction.objects.unscoped(_CHECKED).select_related("unit")
        row = rows.select_for_update(no_key=True, of=("self",)).get(pk=action)
        if row.telling_at is None or row.all_told_at is not None:
            return 0
        portion = list(
            customers_of(row).filter(pk__gt=row.told_to).select_related("identity").order_by("pk")[:PORTION]
        )
        with writing(by=by, at=at) as log:
            _write(row, portion, at)
            row.told_to = portion[-1].pk if portion else row.told_to
            row.all_told_at = at if len(portion) < PORTION else None
            row.save(update_fields=["told_to", "all_told_at"])
            log(EventKind.NETWORK_FIX_TOLD, row, unit=row.unit, customers=len(portion))
    return len(portion)


def _write(action: NetworkAction, customers: Sequence[Customer], at: datetime) -> None:
    held = held_out_among(customers, at)
    rested = rested_among([each.pk for each in customers], at)
    for each in customers:
        identity = getattr(each, "identity", None)
        why = left_out(
            line_state=each.line_state,
            has_number=bool(identity and identity.number_index),
            declines=each.do_not_contact,
            held_out=each.pk in held,
            rested=each.pk in rested,
        )
        notice, fresh = FixNotice.objects.unscoped(_CHECKED).get_or_create(
            action=action, customer=each, defaults={"unit": each.unit, "left_out": why or "", "made_at": at}
        )
        if fresh and why is None:
            send_filled(
                channel=MessageChannel.SMS, filled_by=FILLER, subject=action.title, body=action.words,
                key=key_of(notice.pk), at=at, not_before=at,
            )  # fmt: skip


def ask_again(*, action: NetworkAction, by: User, at: datetime) -> SurveyWave:
    """Ask those who were told, three days on, by the pack's short survey; who must rest from surveys, refused or has a
    matter open is left alone. The questionnaire is made and published where there is none.

    Raises `ActionRefused`, and what planning a wave raises.
    """
    if missing := not_set_up(AskedBy.SMS):
        raise ActionRefused("", str(missing))
    with writing(by=by, at=at) as log:
        row = locked(action, by)
        if row.all_told_at is None:
            raise ActionRefused("", _("先告知客户，名单走完再调查"))
        if row.wave_id is not None:
            raise ActionRefused("", _("这项举措已经调查过"))
        wave = plan_wave(plan=_plan(row, by, at), by=by, at=at)
        told = _told_and_not_held(row, at).values("customer")
        wave = invite_listed(wave=wave, customers=told, first_at=at + TO_TRY, by=by, at=at)
        row.wave = take_step(wave=wave, step=Step.OPEN, by=by, at=at)
        row.save(update_fields=["wave"])
        log(EventKind.NETWORK_FIX_ASKED, row, unit=row.unit, wave=wave.pk)
    return wave


def _told_and_not_held(action: NetworkAction, at: datetime) -> QuerySet[FixNotice]:
    """Those who were told, without those whom a wave drew to compare with since."""
    told = FixNotice.objects.unscoped(_CHECKED).filter(action=action, left_out="")
    held = held_out_among((each.customer for each in told.select_related("customer")), at)
    return told.exclude(customer__in=held)


def _plan(action: NetworkAction, by: User, at: datetime) -> WavePlan:
    name = gettext("网络改善后：%(title)s") % {"title": action.title}
    invite = gettext("您常用地点附近的网络最近做了优化，请用一分钟告诉我们现在怎么样：%(link)s") % {
        "link": LINK
    }
    return WavePlan(
        name=name[:80], version=_version(by, at), unit=action.unit, trigger=Trigger.SAMPLE, way=AskedBy.SMS,
        starts_at=at, ends_at=at + TO_TRY + ASKED_FOR, design=Design(reminders=0, columns=()),
        words={"invite": invite},
    )  # fmt: skip


def _version(by: User, at: datetime) -> QuestionnaireVersion:
    """The newest published version of the short survey that the person may use."""
    found = published_versions(by).filter(questionnaire__code=CODE).first()
    if found is None and by.unit is not None:
        load_starters(unit=by.unit, by=by, at=at, names=[STARTER], published=True)
        found = published_versions(by).filter(questionnaire__code=CODE).first()
    if found is None:
        raise ActionRefused("", _("问卷“网络改善后调查”还没有发布，请先在问卷页发布"))
    return found


def _check_words(words: str) -> None:
    if not 10 <= len(words.strip()) <= 200:
        raise ActionRefused("words", _("告知内容要有 10 到 200 个字"))
    if found := sells_or_begs(words):
        raise ActionRefused("words", _("“%(words)s”是在推销或索要分数，请改掉") % {"words": found})
