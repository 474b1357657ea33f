# SPDX-License-Identifier: Apache-2.0
"""Articles: technical, plain, approved by another; read below, never beside; replaced, reviewed, retired."""

from datetime import date, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, Message
from amends.apps.core.rules.roles import Role
from amends.apps.knowledge.actions.articles.keeping import (
    ReviewPast,
    give_feedback,
    retire_article,
    review_article,
    settle_feedback,
)
from amends.apps.knowledge.actions.articles.lessons import Lesson, share_lesson
from amends.apps.knowledge.actions.articles.writing import (
    AnswerIncomplete,
    DraftOpen,
    OwnWords,
    StageWrong,
    TextChanged,
    approve_version,
    draft_version,
    return_version,
)
from amends.apps.knowledge.actions.refusals import NotYourUnit, RightMissing
from amends.apps.knowledge.actions.sayings.refusals import ForbiddenWords
from amends.apps.knowledge.actions.uses import ArticleUnknown, note_use
from amends.apps.knowledge.models import Article, ArticleFeedback, ArticleVersion, KnowledgeUse
from amends.apps.knowledge.queries.articles import articles_in_force, current, duties, newest, place, uses_of
from amends.apps.knowledge.rules.article_words import Complaint, UseKind
from tests.apps.knowledge.written import LATER, TODAY, Editors, approved, drafted, make_editors, plain
from tests.people import NOON, PASSWORD, People

WHY = "a test looks at all"


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


def _titles(people: People, at: datetime = NOON) -> list[str]:
    return [each.title for each in articles_in_force(people.east_team, at)]


@pytest.mark.requirement("S3-066")
def test_front_line_reads_only_what_is_plain_and_approved(people: People, editors: Editors) -> None:
    version = drafted(editors.fang)
    assert not _titles(people)
    plain(version, editors.fang)
    assert not _titles(people)
    approve_version(version=version, by=editors.gao, at=NOON)
    assert _titles(people) == ["套餐变更规则"]


@pytest.mark.requirement("S3-066")
def test_technical_material_is_not_approved(people: People, editors: Editors) -> None:
    with pytest.raises(StageWrong):
        approve_version(version=drafted(editors.fang), by=editors.gao, at=NOON)


def test_writer_does_not_approve(people: People, editors: Editors) -> None:
    version = plain(drafted(editors.fang), editors.gao)
    for writer in (editors.fang, editors.gao):
        with pytest.raises(OwnWords):
            approve_version(version=version, by=writer, at=NOON)


def test_nobody_who_wrote_a_word_approves_even_if_others_changed_it_since(
    people: People, editors: Editors
) -> None:
    version = plain(drafted(editors.fang), editors.gao)
    plain(version, editors.fang, body="换了一个字的说明。")
    with pytest.raises(OwnWords):
        approve_version(version=version, by=editors.gao, at=NOON)
    third = add_user(
        username="third", name="third", role=Role.KNOWLEDGE_EDITOR, unit=people.province, password=PASSWORD,
        by=None, at=NOON,
    )  # fmt: skip
    approve_version(version=version, by=third, at=NOON)


def test_writers_of_what_waits_are_taken_from_the_log(people: People, editors: Editors) -> None:
    version = plain(drafted(editors.fang), editors.gao)
    plain(version, editors.fang)
    version.writers.clear()
    import_module("amends.apps.knowledge.migrations.0004_writers").name_writers(_Plain(), None)
    assert {each.username for each in version.writers.all()} == {"fang", "gao"}


class _Plain:
    """The tables as a migration has them: without scope."""

    def get_model(self, label: str, name: str) -> Any:
        model = apps.get_model(label, name)
        return SimpleNamespace(objects=QuerySet(model))


@pytest.mark.parametrize(
    "changes",
    [
        {"body": "说明。另收十元。"}, {"short": "当天生效。"}, {"points": ("当天生效",)}, {"says": {"sms": "当天生效"}},
        {"starts": TODAY + timedelta(days=1)}, {"last": TODAY}, {"title": "别的"},
    ],
)  # fmt: skip
def test_only_the_text_that_was_seen_is_approved(
    people: People, editors: Editors, changes: dict[str, object]
) -> None:
    version = plain(drafted(editors.fang), editors.fang)
    seen = version.fingerprint
    plain(version, editors.fang, **changes)
    with pytest.raises(TextChanged):
        approve_version(version=version, by=editors.gao, at=NOON, seen=seen)
    plain(version, editors.fang)
    approve_version(version=version, by=editors.gao, at=NOON, seen=seen)


@pytest.mark.parametrize(
    "changes",
    [{"short": "这事不归我管。"}, {"points": ("这事不归我管",)}, {"says": {"hall": "这事不归我管。"}}],
)
def test_what_nobody_may_say_is_not_approved(
    people: People, editors: Editors, changes: dict[str, object]
) -> None:
    version = plain(drafted(editors.fang), editors.fang, **changes)
    with pytest.raises(ForbiddenWords):
        approve_version(version=version, by=editors.gao, at=NOON)
    plain(version, editors.fang, body="不说“这事不归我管”，先记下来。")
    approve_version(version=version, by=editors.gao, at=NOON)


def test_database_refuses_approval_by_the_writer(people: People, editors: Editors) -> None:
    version = plain(drafted(editors.fang), editors.fang)
    rows = ArticleVersion.objects.unscoped(WHY).filter(pk=version.pk)
    with pytest.raises(IntegrityError, match="article_four_eyes"), transaction.atomic():
        rows.update(state="approved", approved_by=editors.fang, approved_at=NOON)
    with pytest.raises(IntegrityError, match="article_approved_by_whom"), transaction.atomic():
        rows.update(state="approved")
    with pytest.raises(IntegrityError, match="article_plain_says_it"), transaction.atomic():
        rows.update(short="")
    with pytest.raises(IntegrityError, match="article_ends_after_start"), transaction.atomic():
        rows.update(last_date=TODAY - timedelta(days=1))


def test_city_writes_for_itself_only(people: People, editors: Editors) -> None:
    with pytest.raises(NotYourUnit):
        drafted(editors.east, unit=people.west)
    with pytest.raises(RightMissing):
        drafted(people.alice)
    version = plain(drafted(editors.east), editors.east)
    with pytest.raises(NotYourUnit):
        approve_version(version=version, by=editors.west, at=NOON)


def test_article_of_a_city_is_read_there_and_by_those_above_only(people: People, editors: Editors) -> None:
    approved(editors.east, editors.gao, "东市营业厅延时")
    assert _titles(people) == ["东市营业厅延时"]
    assert not articles_in_force(people.west_team, NOON)
    assert not newest(people.charlie.scope, TODAY)
    assert newest(people.dora.scope, TODAY)


def test_answer_without_the_short_one_is_refused(people: People, editors: Editors) -> None:
    with pytest.raises(AnswerIncomplete) as refused:
        plain(drafted(editors.fang), editors.fang, short=" ")
    assert refused.value.field == "short"


def test_numbers_of_people_are_masked(people: People, editors: Editors) -> None:
    version = drafted(editors.fang, material="客户13812341215投诉")
    assert version.material == "客户138****1215投诉"
    assert "13812341215" not in plain(version, editors.fang, body="致电13812341215").body


def test_new_version_replaces_the_old_one_on_its_first_day(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    version = draft_version(
        article=article, material="改为当日生效", note="规则变了", by=editors.fang, at=LATER
    )
    with pytest.raises(DraftOpen):
        draft_version(article=article, material="再改", note="又变", by=editors.fang, at=LATER)
    tomorrow = TODAY + timedelta(days=1)
    plain(version, editors.fang, short="当天生效。", starts=tomorrow)
    approve_version(version=version, by=editors.gao, at=LATER)
    assert [each.number for each in articles_in_force(people.east_team, NOON)] == [1]
    assert [each.number for each in articles_in_force(people.east_team, NOON + timedelta(days=1))] == [2]
    assert current(article, tomorrow) == version


def test_version_of_today_replaces_at_once(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    version = draft_version(article=article, material="更正", note="写错了", by=editors.fang, at=LATER)
    approve_version(version=plain(version, editors.fang), by=editors.gao, at=LATER)
    assert [each.number for each in articles_in_force(people.east_team, LATER)] == [2]


def test_article_ends_with_its_last_day(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, last=TODAY)
    assert _titles(people)
    assert not _titles(people, NOON + timedelta(days=1))


def test_retired_article_is_not_read(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    retire_article(article=article, reason="业务下线", by=editors.gao, at=LATER)
    assert not _titles(people, LATER)
    with pytest.raises(StageWrong):
        draft_version(article=article, material="x", note="y", by=editors.fang, at=LATER)


def test_returned_version_is_rewritten_before_approval(people: People, editors: Editors) -> None:
    version = plain(drafted(editors.fang), editors.fang)
    return_version(version=version, reason="还有术语", by=editors.gao, at=LATER)
    with pytest.raises(StageWrong):
        approve_version(version=version, by=editors.gao, at=LATER)
    assert Message.objects.filter(to=editors.fang, subject__contains="还有术语").exists()
    assert [each.pk for each in duties(editors.gao, TODAY).to_rewrite] == [version.pk]
    approve_version(version=plain(version, editors.fang), by=editors.gao, at=LATER)


@pytest.mark.requirement("S3-063")
def test_article_past_its_review_date_is_never_offered_first(people: People, editors: Editors) -> None:
    approved(editors.fang, editors.gao, "先写的")
    approved(editors.fang, editors.gao, "过了复审日期的", review_date=TODAY - timedelta(days=1))
    assert _titles(people) == ["先写的", "过了复审日期的"]
    shown = newest(people.alice.scope, TODAY)
    assert [each.article.is_overdue(TODAY) for each in shown] == [False, True]
    assert newest(people.alice.scope, TODAY, after=place(shown[0], TODAY)) == shown[1:]


@pytest.mark.requirement("S3-063")
def test_review_moves_the_date_and_brings_it_to_the_front_again(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao, review_date=TODAY - timedelta(days=1))
    assert [each.pk for each in duties(editors.fang, TODAY).to_review] == [article.pk]
    with pytest.raises(ReviewPast):
        review_article(article=article, next_date=TODAY, by=editors.fang, at=NOON)
    review_article(article=article, next_date=date(2027, 5, 1), by=editors.fang, at=NOON)
    assert not duties(editors.fang, TODAY).to_review
    assert not newest(people.alice.scope, TODAY)[0].article.is_overdue(TODAY)


def test_feedback_reaches_the_owner_until_it_is_settled(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    for words in ("看不懂", "哪一天生效？"):
        row = give_feedback(article=article, kind=Complaint.UNCLEAR, words=words, by=editors.hua, at=LATER)
    assert [each.words for each in duties(editors.fang, TODAY).feedback] == ["哪一天生效？"]
    assert Message.objects.filter(to=editors.fang, subject__contains="看不懂").count() == 1
    settle_feedback(feedback=row, answer="已写明日期", by=editors.fang, at=LATER)
    assert not duties(editors.fang, TODAY).feedback
    assert Message.objects.filter(to=editors.hua, subject__contains="已写明日期").exists()
    with pytest.raises(StageWrong):
        settle_feedback(feedback=row, answer="再来", by=editors.fang, at=LATER)


def test_use_is_noted_once_and_cases_of_others_stay_hidden(people: People, editors: Editors) -> None:
    article = approved(editors.fang, editors.gao)
    for _time in range(2):
        note_use(code=article.code, kind=UseKind.CASE, reference="A-1", by=people.alice, at=NOON)
    note_use(code=article.code, kind=UseKind.SCRIPT, reference="open-1", by=editors.west, at=NOON)
    assert KnowledgeUse.objects.unscoped(WHY).count() == 2
    assert Event.objects.unscoped(WHY).filter(kind=EventKind.ARTICLE_USED).count() == 2
    assert {each.kind for each in uses_of(article, people.bob.scope)} == {"case", "script"}
    assert {each.kind for each in uses_of(article, people.charlie.scope)} == {"script"}


def test_use_of_what_does_not_concern_one_is_refused(people: People, editors: Editors) -> None:
    article = approved(editors.west, editors.gao)
    with pytest.raises(ArticleUnknown):
        note_use(code=article.code, kind=UseKind.CASE, reference="A-1", by=people.alice, at=NOON)


@pytest.mark.parametrize("number", ["13812341215", "138-1234-1215", "138 1234 1215", "+86 138 1234 1215"])
def test_numbers_of_people_are_masked_however_they_are_written(
    people: People, editors: Editors, number: str
) -> None:
    said = f"客户{number}问过"
    version = drafted(editors.fang, said, material=said)
    plain(
        version,
        editors.fang,
        title=said,
        short=said,
        body=said,
        points=(said,),
        says={"sms": said},
        note=said,
    )
    return_version(version=version, reason=said, by=editors.gao, at=LATER)
    row = give_feedback(article=version.article, kind=Complaint.USELESS, words=said, by=editors.hua, at=LATER)
    settle_feedback(feedback=row, answer=said, by=editors.fang, at=LATER)
    draft_version(
        article=approved(editors.fang, editors.gao), material=said, note=said, by=editors.fang, at=LATER
    )
    retire_article(article=version.article, reason=said, by=editors.gao, at=LATER)
    lesson = Lesson("A-1", people.east_team, said, said)
    share_lesson(lesson=lesson, by=people.alice, at=NOON)
    kept = [
        list(each.values())
        for each in (
            ArticleVersion.objects.unscoped(WHY), Article.objects.unscoped(WHY),
            ArticleFeedback.objects.unscoped(WHY), Message.objects.all(),
        )
    ]  # fmt: skip
    assert "1234" not in str(kept)
    assert str(kept).count("138****1215") > 14


def test_same_material_sent_twice_is_one_article(people: People, editors: Editors) -> None:
    first, again = drafted(editors.fang), drafted(editors.fang)
    assert (first, Article.objects.unscoped(WHY).count()) == (again, 1)
    drafted(editors.gao)
    drafted(editors.fang, material="另一份资料")
    plain(first, editors.fang)
    drafted(editors.fang)  # what was rewritten is no draft of this page
    assert Article.objects.unscoped(WHY).count() == 4


@pytest.mark.requirement("S4-047")
def test_lesson_goes_to_the_nearest_editor_once(people: People, editors: Editors) -> None:
    lesson = Lesson("A-000007", people.east_team, "超出套餐不提醒", "先核对提醒记录，再答复13812341215")
    article = share_lesson(lesson=lesson, by=people.alice, at=NOON)
    assert share_lesson(lesson=lesson, by=people.bob, at=LATER) == article
    assert article.owner == editors.east
    assert "13812341215" not in ArticleVersion.objects.unscoped(WHY).get(article=article).material
    assert not _titles(people)  # nobody reads it before it was rewritten and approved
    assert Message.objects.filter(to=editors.east, subject__contains="A-000007").exists()


def test_database_keeps_one_lesson_a_case(people: People, editors: Editors) -> None:
    one, two = drafted(editors.fang, lesson_of="A-1").article, drafted(editors.fang).article
    rows = Article.objects.unscoped(WHY).filter(pk=two.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(lesson_of=one.lesson_of)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(retired_at=NOON)
