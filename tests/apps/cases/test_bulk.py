# SPDX-License-Identifier: Apache-2.0
"""One verb on many cases: each for itself, on the version that was seen, and never more than asked."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.test import Client

from amends.apps.cases.actions import bulk, pausing
from amends.apps.cases.actions.bulk import (
    MOST,
    VERBS,
    BulkVerb,
    Given,
    LoweringUnsaid,
    NothingPicked,
    Outcome,
    Picked,
    TooManyPicked,
    VerbUnknown,
    do_to_many,
    preview,
)
from amends.apps.cases.actions.change import CaseRefused, RightMissing, changing
from amends.apps.cases.models import Case, Note, Watcher
from amends.apps.cases.queries.limits import policy
from amends.apps.core.models import Event, EventKind, Message, User
from tests.apps.cases.conftest import HOUR, Opened, make_customer, stored
from tests.people import NOON, People

GIVEN = {
    "hand_over": {"words": "请接手", "risk": "客户要求换人"},
    "priority": {"words": "老人独居", "priority": "p1"},
    "note": {"words": "同一小区"},
}


@pytest.fixture
def three(opened: Opened, people: People) -> list[Case]:
    """Three cases of Alice's, each of another customer."""
    return [opened(customer=make_customer(people, f"C-{n + 10}")) for n in range(3)]


def _picked(cases: list[Case]) -> list[Picked]:
    return [Picked(case.number, case.version) for case in cases]


def _do(verb: str, cases: list[Case], by: User, **given: object) -> list[Outcome]:
    return do_to_many(verb=verb, picked=_picked(cases), given=Given(**given), by=by, at=NOON + HOUR)  # type: ignore[arg-type]


def test_each_case_is_handed_over_with_the_reason(three: list[Case], people: People) -> None:
    outcomes = _do("hand_over", three, people.bob, to=people.bob, words="请接手", risk="客户要求换人")
    done = [
        Outcome(case.number, before="艾丽", after="等 鲍勃 接收", about=str(case.customer)) for case in three
    ]
    assert outcomes == done
    assert {stored(case).pending_owner for case in three} == {people.bob}


def test_preview_tells_what_would_change_and_why_not_and_changes_nothing(
    three: list[Case], people: People
) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[1].pk).update(version=7)
    events, messages = Event.objects.unscoped("a test counts").count(), Message.objects.count()
    given = Given("请接手", people.bob, risk="客户要求换人")
    told = preview(verb="hand_over", picked=_picked(three), given=given, by=people.bob, at=NOON + HOUR)
    assert [(each.before, each.after) for each in told] == [
        ("艾丽", "等 鲍勃 接收"),
        ("", ""),
        ("艾丽", "等 鲍勃 接收"),
    ]
    assert "刚刚被别人改过" in told[1].refused
    assert not any(stored(case).pending_owner_id for case in three)
    assert (Event.objects.unscoped("a test counts").count(), Message.objects.count()) == (events, messages)


def _second_breaks_off(case: Case, version: int, given: Given, by: User, at: datetime) -> None:
    """Writes, and refuses the second case after that; tells how many notes each found."""
    found = Note.objects.unscoped("a test looks").count()
    with changing(case, version=version, by=by, at=at) as change:
        Note.objects.create(case=case, text=f"{found}", at=at, by=by)
        change.note(EventKind.CASE_NOTED)
        if case.customer.code == "C-11":
            raise VerbUnknown
        if given.to is by:
            SEEN.append(found)


SEEN: list[int] = []


def test_preview_takes_each_case_back_before_it_looks_at_the_next(
    three: list[Case], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction for all would hold every lock until the last was seen, and show what the refused one wrote."""
    monkeypatch.setitem(VERBS, "watch", BulkVerb("", _second_breaks_off, lambda *_both: ("", ""), ("to",)))
    monkeypatch.setattr(bulk, "PARTS", {"to": ""})
    SEEN.clear()
    asked = {"verb": "watch", "picked": _picked(three), "given": Given(to=people.bob), "by": people.bob}
    told = preview(**asked, at=NOON + HOUR)  # type: ignore[arg-type]
    assert ([bool(each.refused) for each in told], SEEN) == ([False, True, False], [0, 0])
    assert do_to_many(**asked, at=NOON + HOUR) == told  # type: ignore[arg-type]
    assert SEEN == [0, 0, 0, 1]


def test_lowering_is_asked_for_only_of_cases_that_will_be_done(three: list[Case], people: People) -> None:
    rows = Case.objects.within(people.bob.scope)
    rows.filter(pk__in=[each.pk for each in three]).update(priority="p1")
    rows.filter(pk=three[0].pk).update(version=7)
    with pytest.raises(LoweringUnsaid, match="其中 2 件会降低优先级"):
        _do("priority", three, people.bob, priority="p2", words="同一小区")
    assert _do("priority", three[:1], people.bob, priority="p2", words="同一小区")[0].refused


def test_case_whose_priority_the_policy_has_no_longer_gets_another(
    three: list[Case], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {code: each for code, each in policy().priorities.items() if code != "p3"}
    for module in (bulk, pausing):
        monkeypatch.setattr(module, "policy", lambda: SimpleNamespace(priorities=known))
    outcomes = _do("priority", three, people.alice, priority="p4", words="同一小区")
    assert [(each.refused, each.lowers) for each in outcomes] == [("", False)] * 3


def test_lowering_is_done_only_with_a_reason_of_its_own(three: list[Case], people: People) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[0].pk).update(priority="p1")
    with pytest.raises(LoweringUnsaid, match="1 件会降低优先级"):
        _do("priority", three, people.bob, priority="p2", words="同一小区")
    assert [stored(case).priority for case in three] == ["p1", "p3", "p3"]
    said = {"priority": "p2", "words": "同一小区", "lowering": "已恢复供电"}
    outcomes = _do("priority", three, people.bob, **said)
    assert [each.lowers for each in outcomes] == [True, False, False]
    texts = [Note.objects.unscoped("a test looks").get(case=case).text for case in three]
    assert ["已恢复供电" in text for text in texts] == [True, False, False]
    assert ["同一小区" in text for text in texts] == [False, True, True]


def test_who_may_not_lower_is_told_so_for_each_case(three: list[Case], people: People) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[0].pk).update(priority="p1")
    outcomes = _do("priority", three, people.alice, priority="p2", words="同一小区")
    assert "降低优先级要由有分派权限的人来做" in outcomes[0].refused
    assert [stored(case).priority for case in three] == ["p1", "p2", "p2"]


def test_case_that_was_changed_meanwhile_is_told_and_the_others_are_done(
    three: list[Case], people: People
) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[1].pk).update(version=7)
    outcomes = _do("priority", three, people.bob, priority="p1", words="老人独居")
    assert [bool(each.refused) for each in outcomes] == [False, True, False]
    assert "刚刚被别人改过" in outcomes[1].refused
    assert [stored(case).priority for case in three] == ["p1", "p3", "p1"]


def test_note_is_written_only_where_the_version_is_the_one_that_was_seen(
    three: list[Case], people: People
) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[0].pk).update(version=7)
    _do("note", three, people.alice, words="同一小区")
    noted = Note.objects.within(people.alice.scope).order_by("case_id").values_list("case_id", flat=True)
    assert list(noted) == [three[1].pk, three[2].pk]


def test_somebody_else_can_be_made_a_watcher_once(three: list[Case], people: People) -> None:
    for _time in range(2):
        assert not any(each.refused for each in _do("watch", three, people.alice, to=people.bob))
    assert Watcher.objects.filter(person=people.bob).count() == 3


def test_nobody_watches_what_they_may_not_see(three: list[Case], people: People) -> None:
    outcomes = _do("watch", three, people.alice, to=people.charlie)
    assert all(people.charlie.name in each.refused for each in outcomes)
    assert not Watcher.objects.exists()


def test_cases_are_gathered_under_an_incident_but_not_the_incident_itself(
    three: list[Case], people: People
) -> None:
    outcomes = _do("incident", three, people.alice, incident=three[0])
    assert [bool(each.refused) for each in outcomes] == [True, False, False]
    assert [stored(case).parent for case in three] == [None, three[0], three[0]]


@pytest.mark.parametrize("verb", list(VERBS))
def test_charlie_can_do_nothing_to_cases_of_the_east(three: list[Case], people: People, verb: str) -> None:
    given = Given("请接手", people.charlie, "p1", three[0], "客户要求换人")
    before = Event.objects.unscoped("a test counts").count()
    try:
        outcomes = do_to_many(verb=verb, picked=_picked(three), given=given, by=people.charlie, at=NOON)
        assert all("没有这个案件" in each.refused for each in outcomes)
    except RightMissing:
        assert verb == "hand_over"
    assert Event.objects.unscoped("a test counts").count() == before


@pytest.mark.parametrize(
    ("verb", "given", "refusal"),
    [
        ("dance", {}, VerbUnknown),
        ("hand_over", {"words": "请接手"}, VerbUnknown),
        ("priority", {"priority": "p1"}, VerbUnknown),
        ("note", {}, VerbUnknown),
    ],
)
def test_verb_without_what_it_needs_is_refused_as_a_whole(
    three: list[Case], people: People, verb: str, given: dict[str, str], refusal: type[CaseRefused]
) -> None:
    with pytest.raises(refusal):
        _do(verb, three, people.bob, **given)


def test_only_who_assigns_cases_hands_over_many(three: list[Case], people: People) -> None:
    with pytest.raises(RightMissing):
        _do("hand_over", three, people.alice, to=people.bob, words="请接手")


def test_nothing_or_too_many_are_refused(people: People) -> None:
    with pytest.raises(NothingPicked):
        _do("note", [], people.alice, words="同一小区")
    many = [Picked(f"C{n}", 1) for n in range(MOST + 1)]
    with pytest.raises(TooManyPicked):
        do_to_many(verb="note", picked=many, given=Given("同一小区"), by=people.alice, at=NOON)


def test_page_sends_the_versions_it_showed_and_tells_each_outcome(three: list[Case], people: People) -> None:
    client = Client()
    client.force_login(people.bob, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/cases/?tab=unit").content.decode()
    seen = " ".join(f"{case.number}:{case.version}" for case in three)
    assert f'name="seen" value="{seen}"' in page
    Case.objects.within(people.bob.scope).filter(pk=three[2].pk).update(version=9)
    data = {
        "verb": "note",
        "words": "同一小区",
        "tab": "unit",
        "seen": seen,
        "picked": [c.number for c in three],
    }
    shown = client.post("/cases/bulk/", data).content.decode()
    assert "选中 3 件，会办 2 件，留下 1 件不办" in shown
    assert [f'value="{case.number}" checked' in shown for case in three] == [True, True, False]
    assert not Note.objects.unscoped("a test looks").exists()
    answer = client.post("/cases/bulk/", data | {"step": "do"}).content.decode()
    assert (answer.count("已办"), answer.count("刚刚被别人改过")) == (2, 1)
    assert [f'href="/cases/{case.number}/"' in answer for case in three] == [True] * 3
    assert 'href="/cases/?tab=unit"' in answer


def test_page_says_what_is_lowered_and_asks_why_before_it_is_done(three: list[Case], people: People) -> None:
    Case.objects.within(people.bob.scope).filter(pk=three[0].pk).update(priority="p1")
    seen = " ".join(f"{case.number}:{case.version}" for case in three)
    picked = [case.number for case in three]
    sent = {"verb": "priority", "priority": "p2", "words": "同一小区", "seen": seen, "picked": picked}
    shown = _bob(people).post("/cases/bulk/", sent).content.decode()
    assert "其中 1 件会降低优先级，时限随之放宽" in shown
    assert 'name="lowering"' in shown
    refused = _bob(people).post("/cases/bulk/", sent | {"step": "do"})
    assert refused.status_code == 422
    assert "请另外写明降低的原因" in refused.content.decode()
    assert stored(three[1]).priority == "p3"
    done = _bob(people).post("/cases/bulk/", sent | {"step": "do", "lowering": "已恢复"}).content.decode()
    assert (done.count("已办"), done.count("降低")) == (3, 1)


def test_what_was_written_can_be_changed_before_it_is_done(three: list[Case], people: People) -> None:
    sent = {"verb": "note", "words": "同一小区", "picked": three[0].number, "step": "change"}
    page = _bob(people).post("/cases/bulk/", sent).content.decode()
    assert 'value="同一小区"' in page
    assert f'name="picked" value="{three[0].number}"' in page


def _bob(people: People) -> Client:
    client = Client()
    client.force_login(people.bob, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"verb": "hand_over", "to": "没有这个人", "words": "请接手"}, "没有叫「没有这个人」的同事"),
        ({"verb": "hand_over", "to": "王芳", "words": "请接手"}, "有几位同事都叫「王芳」，请写工号"),
        ({"verb": "incident", "incident": "C404", "words": "同一处故障"}, "没有编号为「C404」的案件"),
        ({"verb": "hand_over", "words": "请接手"}, "「移交」还要填写：给谁（姓名或工号）"),
        ({"verb": "", "words": "请接手"}, "请选择要做什么"),
    ],
)
def test_refused_form_names_the_culprit_and_keeps_picks_words_and_place(
    three: list[Case], people: People, said: dict[str, str], why: str
) -> None:
    for username in ("fang1", "fang2"):
        User.objects.create(username=username, name="王芳", role="team_leader", unit=people.east)
    seen = " ".join(f"{case.number}:{case.version}" for case in three)
    back = "?tab=unit&after=2026-11-02T04%3A00%3A00~7"
    sent = said | {"seen": seen, "back": back, "picked": [case.number for case in three[:2]]}
    answer = _bob(people).post("/cases/bulk/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (why, said["words"], f'name="seen" value="{seen}"', 'href="/cases/?tab=unit&amp;after='):
        assert words in page
    assert [f'name="picked" value="{case.number}"' in page for case in three] == [True, True, False]


def test_mended_form_does_it_and_leads_back_to_the_same_page(three: list[Case], people: People) -> None:
    seen = " ".join(f"{case.number}:{case.version}" for case in three)
    sent = {"verb": "note", "seen": seen, "back": "?tab=unit&after=x", "picked": three[0].number}
    assert "「加备注」还要填写：原因或备注" in _bob(people).post("/cases/bulk/", sent).content.decode()
    mended = sent | {"words": "同一小区", "to": "谁也不是", "step": "do"}
    page = _bob(people).post("/cases/bulk/", mended).content.decode()
    assert (page.count("已办"), 'href="/cases/?tab=unit&amp;after=x"' in page) == (1, True)


def test_way_back_leads_nowhere_else(people: People) -> None:
    page = _bob(people).post("/cases/bulk/", {"back": "https://elsewhere.example/"}).content.decode()
    assert "elsewhere.example" not in page


def test_list_tells_the_form_where_it_stands_and_has_none_where_nothing_can_be_picked(
    three: list[Case], people: People
) -> None:
    page = _bob(people).get("/cases/?tab=unit&priority=p3").content.decode()
    assert 'name="back" value="?tab=unit&amp;priority=p3"' in page
    assert 'id="bulk"' not in _bob(people).get("/cases/?tab=closed").content.decode()
