# SPDX-License-Identifier: Apache-2.0
"""Waves with generated answers: a small TCSI-style questionnaire, and as many customers as a test asks for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.core.cache import cache
from django.test import Client

from amends.apps.core.models import Unit, User
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import (
    Answer,
    Invitation,
    Item,
    OpenLink,
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Stratum,
    SurveyWave,
)
from amends.cli.demo.surveying.inventing import invented
from tests.people import NOON, People

DAY = timedelta(days=1)
WHY = "a test makes its rows"
# code, construct, element, measure; all 1–10 but L2, which is the recommendation 0–10
TCSI = (
    ("E1", "expected_quality", "", "expectation"), ("E2", "expected_quality", "", "expectation"),
    ("E3", "expected_quality", "", "expectation"), ("P0", "perceived_quality", "", "perception"),
    ("P11", "perceived_quality", "EL-VOICE", "perception"), ("P12", "perceived_quality", "EL-VOICE", "perception"),
    ("P21", "perceived_quality", "EL-DATA", "perception"), ("P22", "perceived_quality", "EL-DATA", "perception"),
    ("P31", "perceived_quality", "EL-HOME", "perception"), ("P41", "perceived_quality", "EL-TARIFF", "perception"),
    ("P42", "perceived_quality", "EL-TARIFF", "perception"), ("P51", "perceived_quality", "EL-BILL", "perception"),
    ("V1", "perceived_value", "", "perception"), ("V2", "perceived_value", "", "perception"),
    ("F1", "perceived_fairness", "", "perception"), ("F2", "perceived_fairness", "", "perception"),
    ("B1", "brand_image", "", "brand"), ("B2", "brand_image", "", "brand"),
    ("A1", "satisfaction", "", "satisfaction"), ("A2", "satisfaction", "", "satisfaction"),
    ("A3", "satisfaction", "", "satisfaction"), ("G3", "complaint_construct", "", "perception"),
    ("L1", "loyalty", "", "loyalty"), ("L2", "loyalty", "", "nps"), ("L3", "loyalty", "", "loyalty"),
)  # fmt: skip


def make_version(
    people: People,
    *,
    code: str = "SV-T",
    number: int = 1,
    items: Sequence[tuple[str, str, str, str]] = TCSI,
    before: Mapping[str, tuple[str, str]] | None = None,
) -> QuestionnaireVersion:
    """A published version with these items; `before` maps a code to (code in the version before, mapping)."""
    asked, _made = Questionnaire.objects.unscoped(WHY).get_or_create(
        code=code, defaults={"name": "年度满意度", "purpose": "试一试", "unit": people.group, "made_at": NOON}
    )
    version = QuestionnaireVersion.objects.create(
        questionnaire=asked, number=number, state="published", content={}, digest=f"d{number}", made_at=NOON,
        published_at=NOON,
    )  # fmt: skip
    rows = []
    for order, (name, construct, element, measure) in enumerate(items, start=1):
        earlier, mapping = (before or {}).get(name, ("", ""))
        least, most = (0, 10) if measure == "nps" else (1, 10)
        rows.append(
            Item(version=version, order=order, code=name, kind="rating", title=f"题 {name}", element=element,
                 construct=construct, measure=measure, minimum=least, maximum=most, before=earlier,
                 mapping=mapping, touchpoint="TP-HALL" if element == "EL-BILL" else "")
        )  # fmt: skip
    Item.objects.bulk_create(rows)
    return version


def make_wave(
    people: People,
    *,
    name: str = "今年",
    version: QuestionnaireVersion | None = None,
    unit: Unit | None = None,
    starts_at: datetime = NOON,
    strata: Sequence[str] = ("东市", "西市"),
) -> SurveyWave:
    """An open wave of the province that drew a sample, with its strata."""
    wave = SurveyWave.objects.create(
        name=name, version=version or make_version(people), unit=unit or people.province, trigger="sample",
        way="sms", state="open", starts_at=starts_at, ends_at=starts_at + 20 * DAY, made_at=NOON, drawn_at=NOON,
    )  # fmt: skip
    for label in strata:
        Stratum.objects.create(wave=wave, label=label, population=10_000, allocated=100, drawn=500)
    return wave


def answered(
    wave: SurveyWave,
    n: int,
    *,
    seed: int = 1,
    means: Mapping[str, float] | None = None,
    missing: Mapping[str, float] | None = None,
    units: Sequence[Unit] = (),
    link: OpenLink | None = None,
    flags: Sequence[str] = (),
    rows: bool = True,
) -> list[Response]:
    """`n` complete responses with plausible answers; `means` on 0–100 and `missing` shares by code, element or
    construct. Customers are dealt out over `units` (the wave's own unless given), strata likewise. With `link` they
    are anonymous. `rows` also writes the Answer rows."""
    items = list(Item.objects.unscoped(WHY).filter(version=wave.version).order_by("order"))
    numbers = invented(items, n, np.random.default_rng(seed), means=means, missing=missing)
    where = list(units) or [wave.unit]
    people = [] if link else _invited(wave, n, where, seed)
    made = Response.objects.bulk_create(
        Response(
            wave=wave, unit=link.unit if link else where[at % len(where)], way="link" if link else "sms",
            invitation=None if link else people[at], customer=None if link else people[at].customer, link=link,
            answers={item.code: int(x) for item, x in zip(items, line, strict=True) if x == x},
            started_at=wave.starts_at + at % 10 * DAY, saved_at=wave.starts_at + at % 10 * DAY,
            submitted_at=wave.starts_at + at % 10 * DAY, complete=True, seconds=120, flags=list(flags),
        )
        for at, line in enumerate(numbers.tolist())
    )  # fmt: skip
    if rows:
        Answer.objects.bulk_create(
            Answer(response=response, item=item, number=response.answers[item.code])
            for response in made
            for item in items
            if item.code in response.answers
        )
    return made


def _invited(wave: SurveyWave, n: int, units: Sequence[Unit], seed: int) -> list[Invitation]:
    """Customers who completed, of regions, value tiers and plans in turn."""
    strata = list(Stratum.objects.unscoped(WHY).filter(wave=wave).order_by("pk"))
    prefix = f"W{wave.pk}-{seed}"
    customers = Customer.objects.bulk_create(
        Customer(code=f"{prefix}-{at}", unit=units[at % len(units)], name_shown="张*", updated_at=NOON,
                 region=("城东", "城西")[at % 2], settlement=("urban", "rural")[at % 3 == 0],
                 value_tier=("high", "mid", "low")[at % 3], customer_kind=("personal", "household")[at % 5 == 0],
                 plan_code=f"PL-{at % 4}")
        for at in range(n)
    )  # fmt: skip
    return Invitation.objects.bulk_create(
        Invitation(wave=wave, customer=each, unit=each.unit, stratum=strata[at % len(strata)] if strata else None,
                   salt="s", token_hash=f"{prefix}-{at}", state="completed", ended_at=wave.starts_at + DAY,
                   expires_at=wave.ends_at)
        for at, each in enumerate(customers)
    )  # fmt: skip


def as_user(user: User) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def wave(people: People) -> SurveyWave:
    """A wave of the province, unanswered."""
    return make_wave(people)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What pages keep is kept by the keys of rows, which tests use again."""
    cache.clear()
    yield
    cache.clear()
