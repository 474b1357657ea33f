# SPDX-License-Identifier: Apache-2.0
"""Service standards: four steps, nothing published that is not whole, four eyes, and the gap that they close."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amends.apps.cases.actions.improvements import Plan, open_improvement
from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Message, User
from amends.apps.core.rules.roles import Role
from amends.apps.quality.actions.refusals import Changed, NotYours
from amends.apps.quality.actions.standards import (
    CodeTaken,
    DraftOpen,
    Named,
    NotADraft,
    OwnDraft,
    StandardIncomplete,
    answer_improvement,
    begin_standard,
    draft_again,
    publish_standard,
    retire_standard,
    write_standard,
)
from amends.apps.quality.models import DesignVersion, ServiceStandard
from amends.apps.quality.queries.standards import (
    base_standards,
    element_codes,
    own_standards,
    sequence_of,
    shown_mark,
    standards_in_force,
)
from amends.apps.quality.rules.standards import (
    Design,
    LackKind,
    Norm,
    Stage,
    StandardKind,
    Step,
    lacks,
    plain,
    read_design,
    with_norm,
    with_stages,
    with_steps,
)
from amends.apps.satisfaction.queries.gaps.standards import standards_card
from tests.people import NOON, PASSWORD, People

NORM = Norm("三声以内应答", "procedure", "answer_seconds", "<=", 15.0, "s", "话务系统", "timely")
STEP = Step("应答", True, "三声以内有人应答", "打得通", "EL-HOTLINE", (NORM,))
WHOLE = Design((Stage("接通", (STEP,)),))
ELEMENTS = {"EL-HOTLINE"}


def _kinds(design: Design) -> list[LackKind]:
    return [each.kind for each in lacks(design, ELEMENTS)]


def _with(**changes: object) -> Design:
    return Design((Stage("接通", (replace(STEP, **changes),)),))  # type: ignore[arg-type]


def _norm(**changes: object) -> Design:
    return _with(norms=(replace(NORM, **changes),))  # type: ignore[arg-type]


def reviewer(people: People, name: str = "qi", *, role: Role = Role.QA_REVIEWER) -> User:
    return add_user(
        username=name, name=name, role=role, unit=people.province, password=PASSWORD, by=None, at=NOON
    )


@pytest.fixture
def qi(people: People) -> User:
    return reviewer(people)


@pytest.fixture
def pan(people: People) -> User:
    return reviewer(people, "pan", role=Role.PROVINCE_MANAGER)


def _draft(people: People, by: User, design: Design = WHOLE, *, covers: str = "") -> DesignVersion:
    named = Named("XZ-1", "热线接通", "hotline", covers)
    version = begin_standard(named=named, unit=people.province, by=by, at=NOON)
    return write_standard(version=version, edits=0, design=design, by=by, at=NOON)


def test_whole_design_lacks_nothing() -> None:
    assert _kinds(WHOLE) == []
    assert read_design(plain(WHOLE)) == WHOLE


@pytest.mark.requirement("S0-039")
def test_publish_refuses_an_empty_list_of_stages(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi, Design())
    with pytest.raises(StandardIncomplete) as refused:
        publish_standard(version=version, by=pan, at=NOON)
    assert [each.kind for each in refused.value.lacks] == [LackKind.NO_STAGE]
    version.refresh_from_db()
    assert version.is_draft


@pytest.mark.requirement("S0-040")
def test_publish_refuses_a_stage_without_a_step(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi, Design((*WHOLE.stages, Stage("道别"))))
    with pytest.raises(StandardIncomplete) as refused:
        publish_standard(version=version, by=pan, at=NOON)
    assert [(each.kind, each.where) for each in refused.value.lacks] == [(LackKind.NO_STEP, "道别")]


@pytest.mark.requirement("S0-041")
@pytest.mark.parametrize("element", ["", "EL-NONE"])
def test_publish_refuses_a_method_without_an_element(
    people: People, qi: User, pan: User, element: str
) -> None:
    version = _draft(people, qi, _with(element=element))
    with pytest.raises(StandardIncomplete) as refused:
        publish_standard(version=version, by=pan, at=NOON)
    assert [each.kind for each in refused.value.lacks] == [LackKind.NO_ELEMENT]


@pytest.mark.requirement("S0-042")
def test_publish_refuses_a_standard_without_a_type(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi, _norm(kind=""))
    with pytest.raises(StandardIncomplete) as refused:
        publish_standard(version=version, by=pan, at=NOON)
    assert [each.kind for each in refused.value.lacks] == [LackKind.NO_TYPE]


@pytest.mark.requirement("S0-043")
@pytest.mark.parametrize(
    "change", [{"measure": ""}, {"target": None}, {"source": ""}, {"unit": ""}, {"operator": ""}]
)
def test_standard_without_a_measure_stays_a_draft(
    people: People, qi: User, pan: User, change: dict[str, object]
) -> None:
    version = _draft(people, qi, _norm(**change))
    with pytest.raises(StandardIncomplete) as refused:
        publish_standard(version=version, by=pan, at=NOON)
    assert [each.kind for each in refused.value.lacks] == [LackKind.NO_MEASURE]
    assert own_standards(people.province.scope) == ()


def test_improved_step_needs_a_method_and_a_standard() -> None:
    assert _kinds(_with(method="", element="")) == [LackKind.NO_METHOD]
    assert _kinds(_with(norms=())) == [LackKind.NO_NORM, LackKind.NO_NORM]


def test_stages_and_steps_keep_what_was_written_on_them() -> None:
    renamed = with_stages(WHOLE, ["应接"])
    assert renamed.stages[0].steps == (STEP,)
    longer = with_stages(WHOLE, ["开门", "接通"])
    assert [len(stage.steps) for stage in longer.stages] == [0, 1]
    steps = with_steps(WHOLE, {0: ["问候", "应答"]})
    assert steps.stages[0].steps == (Step("问候"), STEP)
    assert with_norm(WHOLE, (0, 0, 0), None).stages[0].steps[0].norms == ()


@pytest.mark.parametrize("area", ["hall", "hotline", "complaint"])
def test_sequences_of_the_pack_are_whole(db: None, area: str) -> None:
    design = sequence_of(area)
    assert design.stages
    assert lacks(design, element_codes()) == ()
    held = {norm.words for *_places, norm in design.norms()}
    assert held == {each.words for each in base_standards() if each.area == area}


def test_nobody_publishes_their_own_draft(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi)
    with pytest.raises(OwnDraft):
        publish_standard(version=version, by=qi, at=NOON)
    write_standard(version=version, edits=1, design=WHOLE, by=pan, at=NOON)
    with pytest.raises(OwnDraft):
        publish_standard(version=version, by=pan, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        DesignVersion.objects.unscoped("a test").filter(pk=version.pk).update(
            published_by=qi, published_at=NOON
        )


def test_who_wrote_in_between_does_not_publish_either(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi)
    write_standard(version=version, edits=1, design=_norm(target=9.0), by=pan, at=NOON)
    write_standard(version=version, edits=2, design=WHOLE, by=qi, at=NOON)
    with pytest.raises(OwnDraft):
        publish_standard(version=version, by=pan, at=NOON)


def test_new_version_takes_the_place_of_the_old(people: People, qi: User, pan: User) -> None:
    first = publish_standard(version=_draft(people, qi), by=pan, at=NOON)
    second = draft_again(service=first.service, by=qi, at=NOON)
    with pytest.raises(DraftOpen):
        draft_again(service=first.service, by=qi, at=NOON)
    assert second.design == WHOLE
    publish_standard(version=second, by=pan, at=NOON + timedelta(days=1))
    (standard,) = ServiceStandard.objects.unscoped("a test").filter(version__retired_at__isnull=True)
    assert (standard.version, standard.code) == (second, "XZ-1-01")
    with pytest.raises(NotADraft):
        write_standard(version=second, edits=0, design=Design(), by=qi, at=NOON)
    retire_standard(version=second, by=pan, at=NOON)
    assert own_standards(people.province.scope) == ()


def test_nobody_overwrites_what_they_have_not_seen(people: People, qi: User, pan: User) -> None:
    version = _draft(people, qi)
    with pytest.raises(Changed):
        write_standard(version=version, edits=0, design=Design(), by=pan, at=NOON)


def test_standards_are_set_by_those_who_may(people: People, qi: User) -> None:
    with pytest.raises(NotYours):
        _draft(people, people.bob)
    _draft(people, qi)
    with pytest.raises(CodeTaken):
        _draft(people, qi)


def test_own_standard_takes_the_place_of_the_base(people: People, qi: User, pan: User) -> None:
    stricter = _norm(target=10.0)
    publish_standard(version=_draft(people, qi, stricter), by=pan, at=NOON)
    held = [each for each in standards_in_force(people.east_team.scope) if each.measure == "answer_seconds"]
    assert [(each.own, each.target) for each in held] == [(True, 10.0)]


def test_standard_of_one_city_holds_in_no_other(people: People, qi: User, pan: User) -> None:
    named = Named("E-1", "东市热线", "hotline")
    version = begin_standard(named=named, unit=people.east, by=qi, at=NOON)
    version = write_standard(version=version, edits=0, design=WHOLE, by=qi, at=NOON)
    publish_standard(version=version, by=pan, at=NOON)
    assert [len(own_standards(each.scope)) for each in (people.east_team, people.west, people.province)] == [
        1, 0, 0,
    ]  # fmt: skip


@pytest.mark.requirement("S3-016")
def test_published_standard_closes_its_gap_item(people: People, qi: User, pan: User) -> None:
    listed = [each.code for each in standards_card(people.bob.scope, at=NOON).without]
    topic = listed[0]
    plan = Plan("写出标准并公布", ["operations"], pan, NOON.date() + timedelta(days=60), gap=2)
    item = open_improvement(plan=plan, unit=people.province, by=pan, at=NOON)
    version = _draft(people, qi, covers=topic)
    version = answer_improvement(version=version, improvement=item, by=qi, at=NOON)
    assert topic in [each.code for each in standards_card(people.bob.scope, at=NOON).without]
    publish_standard(version=version, by=pan, at=NOON)
    item.refresh_from_db()
    assert (item.state, item.closed_by) == ("done", pan)
    found = standards_card(people.bob.scope, at=NOON)
    assert topic not in [each.code for each in found.without]
    assert topic in [each.code for each in found.covered]


def test_owner_is_asked_where_who_publishes_may_not_close(people: People, qi: User, pan: User) -> None:
    plan = Plan("写出标准并公布", ["operations"], people.dora, NOON.date(), gap=2)
    item = open_improvement(plan=plan, unit=people.province, by=people.dora, at=NOON)
    version = _draft(people, pan)
    version = answer_improvement(version=version, improvement=item, by=pan, at=NOON)
    publish_standard(version=version, by=qi, at=NOON)
    item.refresh_from_db()
    assert item.closed_at is None
    assert Message.objects.filter(to=people.dora, key=f"standard:{version.pk}").count() == 1


@pytest.mark.parametrize(
    "bad", [{"measure": ""}, {"kind": "wish"}, {"operator": "=="}, {"source": ""}, {"unit_words": ""}]
)
def test_database_refuses_a_published_standard_without_a_measure(
    people: People, qi: User, pan: User, bad: dict[str, object]
) -> None:
    publish_standard(version=_draft(people, qi), by=pan, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceStandard.objects.unscoped("a test").update(**bad)


def test_builder_leads_through_four_steps(people: People, qi: User, pan: User, client: Client) -> None:
    client.force_login(qi)
    begun = {
        "name": "宽带预约",
        "code": "bb-1",
        "unit": people.province.pk,
        "area": "other",
        "covers": "BB-01",
    }
    made = client.post(reverse("quality:standard_new"), begun)
    assert made["Location"] == reverse("quality:build", args=["BB-1", 1])
    build = [reverse("quality:build", args=["BB-1", part]) for part in (1, 2, 3, 4)]
    assert client.post(build[0], {"edits": 0, "stages": "预约\n上门"}).status_code == 302
    assert client.post(build[0], {"edits": 0, "stages": "别的"}).status_code == 422
    client.post(build[1], {"edits": 1, "steps_0": "约好时间", "steps_1": "准时到门口"})
    said = {"edits": 2, "improve_1_0": "on", "method_1_0": "路上发短信", "element_1_0": "EL-HOME"}
    client.post(build[2], said)
    assert "没有" in client.get(build[3]).content.decode()
    norm = {"edits": 3, "words": "十分钟内到", "kind": StandardKind.PERSONNEL, "measure": "late_minutes"}
    norm |= {"operator": "<=", "target": "10", "unit": "min", "source": "装维系统"}
    assert client.post(reverse("quality:norm_new", args=["BB-1", 1, 0]), norm).status_code == 302
    _publish_as_shown(client)
    assert own_standards(people.province.scope) == ()
    client.force_login(pan)
    page = client.get(reverse("quality:standard", args=["BB-1"])).content.decode()
    assert "内容齐全，可以公布" in page
    assert "十分钟内到" in page  # the words that are published
    client.post(reverse("quality:standard_publish", args=["BB-1"]))
    assert own_standards(people.province.scope) == ()  # nobody was shown anything
    _publish_as_shown(client)
    (held,) = own_standards(people.east.scope)
    assert (held.words, held.target) == ("十分钟内到", 10)


def _publish_as_shown(client: Client) -> None:
    """Press the button of the page: its address carries the mark of what is shown."""
    mark = client.get(reverse("quality:standard", args=["BB-1"])).context["mark"]
    client.post(f"{reverse('quality:standard_publish', args=['BB-1'])}?seen={mark}")


def test_nobody_publishes_what_another_changed_since_it_was_shown(
    people: People, qi: User, pan: User
) -> None:
    version = _draft(people, qi)
    seen = shown_mark(version)
    write_standard(version=version, edits=1, design=_norm(target=99.0), by=qi, at=NOON)
    for given in ({"seen": seen}, {}):
        with pytest.raises(Changed):
            publish_standard(version=version, by=pan, at=NOON, **given)
    version.refresh_from_db()
    publish_standard(version=version, by=pan, at=NOON, seen=shown_mark(version))
    assert [each.target for each in own_standards(people.province.scope)] == [99.0]


def test_button_to_publish_carries_the_mark_of_what_is_shown(
    people: People, qi: User, pan: User, client: Client
) -> None:
    version = _draft(people, qi)
    client.force_login(pan)
    page = client.get(reverse("quality:standard", args=["XZ-1"])).content.decode()
    assert f"{reverse('quality:standard_publish', args=['XZ-1'])}?seen={shown_mark(version)}" in page


def test_everybody_reads_standards_and_nobody_else_the_draft(
    people: People, qi: User, client: Client
) -> None:
    _draft(people, qi)
    client.force_login(people.alice)
    page = client.get(reverse("quality:standards"))
    assert "客户走近时五秒内抬头注视并问候" in page.content.decode()
    assert "三声以内有人应答" not in client.get(reverse("quality:standard", args=["XZ-1"])).content.decode()
    assert client.get(reverse("quality:build", args=["XZ-1", 1])).status_code == 403


def test_list_of_standards_asks_a_fixed_number_of_queries(
    people: People, client: Client, django_assert_max_num_queries: object
) -> None:
    client.force_login(people.bob)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        assert client.get(reverse("quality:standards"), {"area": "complaint"}).status_code == 200


def test_words_of_a_standard_are_checked_as_one_types(people: People, qi: User, client: Client) -> None:
    _draft(people, qi)
    client.force_login(qi)
    page = client.get(reverse("quality:norm_new", args=["XZ-1", 0, 0])).content.decode()
    assert reverse("knowledge:check_wording") in page
