# SPDX-License-Identifier: Apache-2.0
"""Cases are found by number and by what was said, the same on both databases, and only by who may see them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.apps.cases.actions import sweeping
from amends.apps.cases.actions.contacting import ContactMade, record_contact
from amends.apps.cases.actions.opening import Arrival
from amends.apps.cases.actions.ownership import hand_over
from amends.apps.cases.actions.searching import keep_missing_words, keep_words
from amends.apps.cases.actions.together import add_note
from amends.apps.cases.models import Case, CaseText
from amends.apps.cases.queries import search_index
from amends.apps.cases.queries.search import COUNT_CAP, search_page
from amends.apps.cases.rules.contact import ResultCode
from amends.apps.cases.rules.search import document, excerpt, topic_token
from amends.apps.cases.rules.states import Origin
from amends.apps.core.models import User
from amends.kernel.blocks import coded, windows
from amends.kernel.grams import holds
from tests.apps.cases.conftest import Opened, make_customer, stored
from tests.people import NOON, People

STORY = "客户来电：【5G畅享】套餐4月被多扣39.9元，携号转网VoLTE失败；已致电10086，联系号码13812341215"
Told = Callable[..., Case]


@pytest.fixture
def told(opened: Opened) -> Told:
    """`told("…")`: a complaint of Alice's customer that says so."""

    def tell(story: str, **changes: object) -> Case:
        return opened(origin=Origin.COMPLAINT, story=story, **changes)

    return tell


def _found(person: User, words: str) -> list[int]:
    return [hit.case["pk"] for hit in search_page(person, words).hits]


@pytest.mark.peer("zammad #1696")
@pytest.mark.peer("osTicket #4665")
@pytest.mark.parametrize(
    "words",
    [
        "多扣",
        "携号转网",
        "套餐4月被多扣",
        "畅享",
        "5G",
        "５Ｇ畅享",
        "volte",
        "10086",
        "39.9",
        "转网 多扣",
        "网VoLTE失",
        "致",
        "138****1215",
    ],
)
def test_words_of_any_kind_are_found(told: Told, people: People, words: str) -> None:
    told("宽带断了三天，没有人来修")
    case = told(STORY)
    assert _found(people.alice, words) == [case.pk]


@pytest.mark.parametrize("words", ["套被", "olte", "号转携", "多扣 断网", "……", "彩", "86"])
def test_words_that_nobody_said_find_nothing(told: Told, people: People, words: str) -> None:
    told(STORY)
    assert _found(people.alice, words) == []


@pytest.mark.parametrize("words", ["多扣", "携号转网", "5g", "致"])
def test_search_finds_nothing_of_another_unit(told: Told, people: People, words: str) -> None:
    case = told(STORY)
    assert _found(people.bob, words) == _found(people.dora, words) == [case.pk]
    assert _found(people.charlie, words) == []
    assert _found(people.charlie, case.number) == []


def test_no_service_number_can_be_read_out_of_the_index(told: Told, people: People) -> None:
    told(STORY)
    assert "13812341215" not in CaseText.objects.within(people.alice.scope).get().text
    assert "138****1215" in search_page(people.alice, "联系号码").hits[0].excerpt


def test_number_comes_first_then_the_customers_then_the_newest(
    told: Told, opened: Opened, people: People
) -> None:
    other = make_customer(people, "C-9")
    first = told("先前那件事 C2611-000001")
    theirs = told("别的事", customer=other)
    said = [told(f"请看案件 {first.number} 说的事") for _each in range(2)]
    page = search_page(people.alice, first.number.lower(), customers=[other.pk])
    assert [hit.case["pk"] for hit in page.hits] == [first.pk, theirs.pk, said[1].pk, said[0].pk]
    assert [hit.way for hit in page.hits] == ["number", "customer", "words", "words"]


def test_case_is_found_by_its_bare_number_and_by_that_of_the_regulator(told: Told, people: People) -> None:
    case = told(
        "宽带断了",
        arrival=Arrival(
            channel="CH-MIIT", columns={"reference": "工信申诉2026-88", "reference_by": "CH-MIIT"}
        ),
    )
    assert _found(people.alice, str(case.pk)) == [case.pk]
    assert search_page(people.alice, "工信申诉2026-88").hits[0].way == "number"
    assert search_page(people.charlie, "工信申诉2026-88").hits == []


def test_what_is_said_later_is_found_at_once(told: Told, people: People) -> None:
    case = told("宽带断了")
    inbound = ContactMade(ResultCode.REACHED, inbound=True, note="客户说猫的灯不亮")
    case = record_contact(case=case, version=case.version, made=inbound, by=people.alice, at=NOON)
    assert _found(people.alice, "灯不亮") == [case.pk]
    why, risk = "请装维处理", "客户家里有病人"
    hand_over(case=case, version=case.version, to=people.bob, reason=why, risk=risk, by=people.alice, at=NOON)
    add_note(case=stored(case), text="客户晚上在家", by=people.bob, at=NOON)
    assert (
        _found(people.bob, "装维")
        == _found(people.bob, "晚上在家")
        == _found(people.alice, "断了")
        == [case.pk]
    )


def test_words_that_were_taken_back_are_not_found_any_more(told: Told, people: People) -> None:
    case = told("宽带断了")
    Case.objects.within(people.alice.scope).update(story="资费不对")
    assert keep_words(stored(case))
    assert not keep_words(stored(case))
    assert (_found(people.alice, "断了"), _found(people.alice, "资费不对")) == ([], [case.pk])


def test_words_are_kept_with_the_change_or_not_at_all(told: Told, people: People) -> None:
    with pytest.raises(RuntimeError), _broken_off():
        told(STORY)
    assert _found(people.alice, "多扣") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_search WHERE cases_search MATCH %s", [coded("多扣")])
            assert cursor.fetchone() == (0,)


def _unseen(done: int, total: int) -> None:
    """Nobody watches."""


@contextmanager
def _broken_off() -> Iterator[None]:
    with transaction.atomic():
        yield
        raise RuntimeError("the power is gone")


def test_cases_loaded_by_other_means_are_caught_up(told: Told, people: People) -> None:
    case = told(STORY)
    CaseText.objects.within(people.alice.scope).filter(case=case).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO cases_search(cases_search) VALUES ('delete-all')")
    assert _found(people.alice, "多扣") == []
    assert (keep_missing_words(_unseen), keep_missing_words(_unseen)) == (1, 0)
    assert _found(people.alice, "多扣") == [case.pk]


def test_pages_follow_each_other_without_gap_or_repeat(told: Told, people: People) -> None:
    cases = [told(f"断网第{n}次") for n in range(5)]
    found, after, counts = [], "", []
    for _page in range(4):
        page = search_page(people.alice, "断网", after=after, size=2)
        found += [hit.case["pk"] for hit in page.hits]
        counts.append(page.count)
        if not (after := page.following):
            break
    assert found == [case.pk for case in reversed(cases)]
    assert counts == [5, 3, 1]


def test_unreadable_key_starts_from_the_beginning(told: Told, people: People) -> None:
    told("断网")
    assert len(search_page(people.alice, "断网", after="x~y").hits) == 1


def test_search_takes_few_queries_however_much_is_found(
    told: Told, people: People, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for n in range(6):
        told(f"断网第{n}次")
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        search_page(people.alice, "断网")
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        search_page(people.alice, "宽带")


def test_common_word_does_not_ask_the_index(
    told: Told, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.apps.cases.queries.search.COUNT_CAP", 2)
    cases = [told(f"断网第{n}次") for n in range(4)]
    monkeypatch.setattr(search_index, "_in_postgresql", None)  # nobody may call it
    found = [hit.case["pk"] for hit in search_page(people.alice, "断网", size=2).hits]
    assert found == [cases[3].pk, cases[2].pk]


def test_windows_look_back_over_everything_once() -> None:
    for below in (1, 2, 4096, 4097, 40_000, 1_000_001):
        spans = list(windows(below))
        assert spans[0].below == below
        assert spans[-1].first == 0
        assert all(newer.first == older.below for newer, older in pairwise(spans))
    assert len(list(windows(10**9))) == 4


def test_window_edges_do_not_lose_a_case(told: Told, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amends.kernel.blocks.BLOCK_BITS", (0, 1, 2))
    monkeypatch.setattr(search_index, "WINDOW", 2)
    cases = [told(f"断网第{n}次") for n in range(9)]
    assert _found(people.alice, "断网") == _found(people.alice, "断") == [case.pk for case in reversed(cases)]


def test_excerpt_shows_the_place_and_hides_numbers() -> None:
    text = "前" * 40 + "多扣费用" + "后" * 40
    assert excerpt(["", text], "多扣") == "…" + "前" * 24 + "多扣费用" + "后" * 22 + "…"
    assert excerpt(["号码13812341215被停"], "无此词") == "号码138****1215被停"
    assert excerpt([], "多扣") == ""


BROADBAND, UNASKED, NOISE = (
    "BB-02-01",
    "TF-03-01",
    "TF-01-01",
)  # 宽带断网, 未经确认开通增值业务, 套餐外超量费用过高


def _of_topic(told: Told, taxonomy: str, story: str = "打了三次电话没有人管", **changes: object) -> Case:
    arrival = Arrival(channel="CH-HOTLINE", request_type="complaint", taxonomy=taxonomy)
    return told(story, arrival=arrival, **changes)


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("宽带", BROADBAND),
        ("宽带断网", BROADBAND),
        ("家庭宽带", BROADBAND),
        ("使用质量", BROADBAND),
        ("broadband", BROADBAND),
        ("视", BROADBAND),
        ("未经确认开通", UNASKED),
        ("三次 未经确认", UNASKED),
        ("增值业务 没有人管", UNASKED),
        ("value-added", UNASKED),
    ],
)
def test_case_is_found_by_the_name_of_its_topic(told: Told, people: People, words: str, topic: str) -> None:
    cases = {code: _of_topic(told, code) for code in (BROADBAND, UNASKED, NOISE)}
    assert _found(people.alice, words) == _found(people.bob, words) == [cases[topic].pk]
    assert _found(people.charlie, words) == []


def test_topics_and_texts_come_in_one_order_page_after_page(told: Told, people: People) -> None:
    cases = [
        _of_topic(told, BROADBAND)
        if n % 2
        else told(f"宽带第{n}次坏了", customer=make_customer(people, f"C-{n}9"))
        for n in range(6)
    ]
    found, after = [], ""
    for _page in range(3):
        page = search_page(people.alice, "宽带", after=after, size=2)
        found += [hit.case["pk"] for hit in page.hits]
        after = page.following
    assert found == [case.pk for case in reversed(cases)]
    assert after == ""


def test_number_stays_before_what_the_topic_is_called(told: Told, people: People) -> None:
    first = told("先前那件事")
    of_topic = _of_topic(told, BROADBAND, f"请看 {first.number}")
    assert _found(people.alice, first.number) == [first.pk, of_topic.pk]


def test_hit_by_topic_says_the_topic(told: Told, people: People) -> None:
    _of_topic(told, UNASKED)
    assert "未经确认开通增值业务" in search_page(people.alice, "未经确认开通").hits[0].excerpt


def test_words_of_an_old_topic_find_nothing_once_it_is_another(told: Told, people: People) -> None:
    case = _of_topic(told, UNASKED)
    Case.objects.within(people.alice.scope).update(taxonomy=BROADBAND)
    assert keep_words(stored(case))
    assert (_found(people.alice, "未经确认"), _found(people.alice, "宽带")) == ([], [case.pk])


def test_topics_of_cases_kept_before_there_were_any_are_caught_up(told: Told, people: People) -> None:
    case = told("打了三次电话没有人管")
    Case.objects.within(people.alice.scope).update(taxonomy=BROADBAND)  # as if of old: no token of it is kept
    kept = CaseText.objects.within(people.alice.scope).filter(units__endswith=f" {topic_token(BROADBAND)}")
    assert not kept.exists()
    assert (keep_missing_words(_unseen), keep_missing_words(_unseen)) == (1, 0)
    assert kept.exists()
    assert _found(people.alice, "宽带") == [case.pk]


CHARACTERS = "断网费套餐宽带号携转，。 5g"
TEXTS = st.lists(st.text(CHARACTERS, max_size=16), min_size=1, max_size=5)
WORDS = st.text(CHARACTERS, min_size=1, max_size=7)
WORDS = WORDS.filter(
    lambda words: not words.strip("，。 ").isdecimal()
)  # digits alone are a number of a case


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, words=WORDS)
def test_index_finds_what_reading_every_text_would(
    told: Told, people: People, texts: list[str], words: str
) -> None:
    first = told(texts[0])
    cases = [first, *(told(text) for text in texts[1:])]
    found = [key for key in _found(people.alice, words) if key >= first.pk]
    expected = (
        [case.pk for case in reversed(cases) if holds(case.story, words)] if words.strip("，。 ") else []
    )
    assert found == expected[:COUNT_CAP]


def test_document_is_bounded() -> None:
    assert len(document(["长" * 100_000])) <= 20_001


def test_only_cases_that_came_since_are_looked_at_each_night(
    told: Told, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AGAIN", 0)
    old = told(STORY)
    assert keep_missing_words(_unseen) == 0
    CaseText.objects.within(people.alice.scope).filter(case=old).delete()  # nobody looks there a second time
    new = told(STORY)
    CaseText.objects.within(people.alice.scope).filter(case=new).delete()
    assert keep_missing_words(_unseen) == 1
    assert set(CaseText.objects.within(people.alice.scope).values_list("case", flat=True)) == {new.pk}
    with CaptureQueriesContext(connection) as asked:
        assert keep_missing_words(_unseen) == 0
    assert len(asked) == 2
