# SPDX-License-Identifier: Apache-2.0
"""How far a grievance has grown: one customer, one topic, from what nobody sees to a complaint."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from amends.kernel.recovery_class import RecoveryClass


class Stage(StrEnum):
    """From the quietest to the loudest."""

    LATENT = "latent"  # one sign: a low score, or the nightly run alone
    VISIBLE = "visible"  # two low scores on the topic, or they came to us about it again
    # Visible, and they have turned to us or were let down once more: a complaint is near.
    POTENTIAL = "potential"
    COMPLAINT = "complaint"


STAGES = tuple(Stage)
# Nobody has complained yet, and there is enough to be told by: somebody should make amends now.
TO_RECOVER = frozenset({Stage.VISIBLE, Stage.POTENTIAL})


class Sign(StrEnum):
    """What moves a grievance."""

    LOW_SCORE = "low_score"
    DETECTED = "detected"
    CONTACT = "contact"
    LET_DOWN = "let_down"  # making amends was tried, and did not work
    COMPLAINED = "complained"


TURNED_TO_US = frozenset({Sign.CONTACT, Sign.LET_DOWN})
WINDOW = timedelta(days=180)  # older signs say nothing of today
LOW_BELOW = 7.0  # on a scale of 1 to 10: the limit that the playbooks' trigger signals name
TWICE = 2
# What an element of a questionnaire is about, as the five classes of recovery.
TOPIC_OF: Mapping[str, RecoveryClass] = {
    "EL-VOICE": RecoveryClass.NETWORK,
    "EL-DATA": RecoveryClass.NETWORK,
    "EL-HOME": RecoveryClass.NETWORK,
    "EX-NETWORK": RecoveryClass.NETWORK,
    "EL-TARIFF": RecoveryClass.TARIFF,
    "EL-BILL": RecoveryClass.TARIFF,
    "EX-PRODUCT": RecoveryClass.TARIFF,
    "EX-BILLING": RecoveryClass.TARIFF,
    "EL-PUB": RecoveryClass.PUBLICITY,
    "EX-BRAND": RecoveryClass.PUBLICITY,
    "EL-HALL": RecoveryClass.USAGE,
    "EL-HOTLINE": RecoveryClass.USAGE,
    "EL-ONLINE": RecoveryClass.USAGE,
    "EX-SERVICE": RecoveryClass.USAGE,
    "EL-CARE": RecoveryClass.COMPLAINT,
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign on one topic, and when it was given."""

    sign: Sign
    at: datetime


@dataclass(frozen=True, slots=True)
class Grown:
    """Where a grievance stands: its stage, how often each sign was met, the first and the last of them."""

    stage: Stage
    counts: Mapping[Sign, int]
    first_at: datetime
    last_at: datetime


def is_low(number: float, minimum: float | None, maximum: float | None) -> bool:
    """Whether an answer is a low score: below 7 once its scale is laid on 1 to 10. Without a scale it is none."""
    if minimum is None or maximum is None or maximum <= minimum:
        return False
    return 1 + (number - minimum) / (maximum - minimum) * 9 < LOW_BELOW - 1e-9


def grown(signals: Iterable[Signal], *, at: datetime, settled_at: datetime | None = None) -> Grown | None:
    """The stage that the signs of the last 180 days come to; `None` where none stands.

    What was said before the customer confirmed that it was put right (`settled_at`) counts no more.
    """
    since = max(at - WINDOW, settled_at) if settled_at else at - WINDOW
    standing = [each for each in signals if since < each.at <= at]
    if not standing:
        return None
    counts = {sign: sum(each.sign == sign for each in standing) for sign in Sign}
    moments = [each.at for each in standing]
    return Grown(stage_of(counts), {k: n for k, n in counts.items() if n}, min(moments), max(moments))


def stage_of(counts: Mapping[Sign, int]) -> Stage:
    """The stage by how often each sign was met."""
    low, turned = counts.get(Sign.LOW_SCORE, 0), sum(counts.get(each, 0) for each in TURNED_TO_US)
    if counts.get(Sign.COMPLAINED, 0):
        return Stage.COMPLAINT
    if turned and (low >= TWICE or low + turned > TWICE):
        return Stage.POTENTIAL
    return Stage.VISIBLE if low + turned >= TWICE else Stage.LATENT
