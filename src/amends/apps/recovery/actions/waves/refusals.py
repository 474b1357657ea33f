# SPDX-License-Identifier: Apache-2.0
"""Why a verb on a wave was refused, in sentences; and the one way to change a wave: locked, allowed, as it was seen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.promises.queries.campaigns.finding import campaign_by_code
from amends.apps.recovery.models import STATES, RecoveryWave
from amends.apps.recovery.models.wave_words import GAIN_OF_OFFERS, UNLEARNT, UNPROVEN
from amends.apps.recovery.queries.waves.ordering import Evidence
from amends.apps.recovery.rules.waves.design import Design, Order
from amends.apps.recovery.rules.waves.words import MOVES, Purpose, WaveState


class WaveRefused(ValueError):
    """A verb on a wave was refused; `sentence` tells the person why and what to do."""

    sentence: str | Promise = ""

    def __init__(self, **data: object) -> None:
        self.data = data
        super().__init__(str(self.sentence % data if data else self.sentence))


class NotAllowed(WaveRefused):
    """The person does not manage recovery, or not of that unit."""

    sentence = _("您没有管理这个机构修复波次的权限")


class NameMissing(WaveRefused):
    """A wave without a name."""

    sentence = _("请给波次起个名称")


class ReasonMissing(WaveRefused):
    """A wave was to be halted or given up without saying why."""

    sentence = _("请写明原因")


class WaveMoved(WaveRefused):
    """Somebody else changed the wave since the person saw it."""

    sentence = _("这个波次刚刚被别人改过，请看过最新内容再操作")


class StepImpossible(WaveRefused):
    """The wave stands where this cannot follow."""

    sentence = _("波次现在是「%(before)s」，不能变为「%(after)s」")


class ObservationOver(WaveRefused):
    """Nobody would be watched any more after being approached."""

    sentence = _("观察期已经结束，再联系也看不出效果；请另建一个波次")


class PlanFixed(WaveRefused):
    """The list is frozen: a plan changed now would choose who is compared."""

    sentence = _("名单已经确定，方案不能再改；需要改时请取消这个波次，另建一个")


class NobodyToApproach(WaveRefused):
    """An audience without anybody who may be approached."""

    sentence = _("名单里没有可以联系的客户，请放宽条件或换一个来源")


class HoldoutMissing(WaveRefused):
    """A recovery wave of many people that holds out nobody."""

    sentence = _(
        "%(people)s 人的修复波次必须留出对照：不留对照，就不知道修复有没有用。请把留出比例设为 5%% 到 20%%"
    )


class CommercialUnnamed(WaveRefused):
    """An offer without the campaign that it belongs to."""

    sentence = _("营销活动的波次要写明活动编码")


class CampaignUnknown(WaveRefused):
    """A campaign that nobody has, or that runs in other units."""

    sentence = _("没有编码为 %(code)s 的活动，或者活动不在这个机构开展；先在“活动与宣传”里建好")


class SourceOfOffers(WaveRefused):
    """The customers of a campaign, for something that is no offer."""

    sentence = _("“活动的目标客户”只用于营销活动的波次")


class CampaignNotReady(WaveRefused):
    """An offer of a campaign that is not running."""

    sentence = _("活动 %(code)s 没有上线或已经暂停，不能确定名单")


class CampaignUnchecked(WaveRefused):
    """A further wave of a campaign whose earlier waves were not looked at."""

    sentence = _("活动 %(code)s 开展下一波之前，检查单还有没有答复的项：%(items)s")


class GainUnproven(WaveRefused):
    """An order by expected gain that no finished wave has shown to be better."""

    sentence = UNPROVEN


class GainUnlearnt(WaveRefused):
    """An order by expected gain where the current run lacks the waves to learn it from."""

    sentence = UNLEARNT


class GainOfOffers(WaveRefused):
    """An order by the complaints that an approach avoids, for an offer."""

    sentence = GAIN_OF_OFFERS


def refuse_order(design: Design, purpose: Purpose, evidence: Evidence) -> None:
    """Raises `GainOfOffers` and `GainUnproven` where a wave may not be ordered by expected gain."""
    if design.order is not Order.GAIN:
        return
    if purpose is not Purpose.RECOVERY:
        raise GainOfOffers
    if not evidence.holds:
        raise GainUnproven


def refuse_stranger(by: User, unit: Unit) -> None:
    """Raises `NotAllowed` where somebody does not manage recovery of the unit."""
    if not by.may(Right.MANAGE_RECOVERY) or not by.scope.covers(unit.number):
        raise NotAllowed


def campaign_of(code: str, unit: Unit) -> Campaign:
    """The campaign that a wave of a unit belongs to. Raises `CampaignUnknown`."""
    found = campaign_by_code(code, unit.scope)
    if found is None:
        raise CampaignUnknown(code=code)
    return found


def locked(wave: RecoveryWave) -> RecoveryWave:
    """The wave as it stands, locked until the transaction ends."""
    rows = RecoveryWave.objects.unscoped("a verb on a wave in hand checks who may")
    return rows.select_related("unit").select_for_update(no_key=True, of=("self",)).get(pk=wave.pk)


def refuse_move(row: RecoveryWave, after: WaveState) -> None:
    """Raises `StepImpossible` where a wave cannot come into a state."""
    before = WaveState(row.state)
    if after not in MOVES[before]:
        raise StepImpossible(before=STATES[before], after=STATES[after])


def move(row: RecoveryWave, after: WaveState) -> None:
    """Bring a wave into a state; the caller saves it. Raises `StepImpossible`."""
    refuse_move(row, after)
    row.state, row.changes = after, row.changes + 1
