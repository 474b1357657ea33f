# SPDX-License-Identifier: Apache-2.0
"""Import pages: upload, match, try, confirm, result; what is odd is handed back, what is personal is sealed."""

import io
import json
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from amends.apps.core.actions.accounts import add_user
from amends.apps.core.models import Event, EventKind, JobRun, User
from amends.apps.core.rules.roles import Role
from amends.apps.customers import jobs
from amends.apps.customers.actions import imports as verbs
from amends.apps.customers.actions.imports import (
    FileTooBig,
    NoUnit,
    StepOutOfTurn,
    UnitTooNarrow,
    confirm,
    keep_upload,
    match_columns,
    remove_old_files,
    shown_name,
    upload_folder,
)
from amends.apps.customers.actions.search import look_for
from amends.apps.customers.models import Customer, ImportBatch, SavedMapping
from amends.apps.customers.views.problems import problem_rows
from amends.pipeline.feeds import BrokenManifest, feed_files
from amends.pipeline.intake.mapping import MappingError
from tests.apps.customers.importing import (
    ALL,
    FILE,
    MATCH,
    batch_now,
    confirmed,
    match,
    rejected_rows,
    upload,
    work,
)
from tests.people import NOON, PASSWORD, People


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AMENDS_DATA", tmp_path)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "uploads")


def test_file_goes_in_by_upload_match_try_and_confirm(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    assert "还没有对应" not in client.get(place).content.decode().split("customer_id")[0]
    tried = match(client, place)
    assert "确认导入 1 条" in tried
    assert not feed_files(settings.AMENDS_DATA, "subscribers")
    done = confirmed(client, place)
    assert "已导入" in done
    wang = Customer.objects.unscoped(ALL).get()
    assert (wang.code, wang.name_shown, wang.plan_fee, wang.value_tier) == ("C-1", "王*明", 5_900, "gold")
    assert look_for(typed="13800001215", by=people.alice, at=NOON).page.customers == [wang]


def test_rejected_rows_come_back_with_row_column_value_and_reason(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    match(client, place)
    confirmed(client, place)
    head, bad, foreign = rejected_rows(client, place, "rows")
    assert (foreign[0], foreign[3], foreign[8]) == ("C-3", "NOWHERE", "4")
    assert (bad[0], bad[8], bad[11]) == ("C-2", "3", "坏")
    assert head[:3] == ["用户编号", "姓名", "手机号码"]
    assert rejected_rows(client, place, "customers")[1] == [
        "C-3",
        "unit_code",
        "NOWHERE",
        "没有这个编码的机构",
    ]


def test_reasons_are_said_in_the_language_of_the_page(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(people.dora)
    place = upload(client)
    tried = match(client, place)
    assert "应为数字" in tried
    assert "请改正编码" in tried
    english = {"应为数字": "should be a number"}
    monkeypatch.setattr(
        "amends.apps.customers.views.problems.gettext", lambda text: english.get(text, "said")
    )
    page = client.get(place).content.decode()
    assert "should be a number" in page
    assert "应为数字" not in page


def test_reasons_that_an_earlier_version_kept_as_sentences_are_shown_as_they_are() -> None:
    kept = {
        "problems": [[3, "资费", "坏", "应为数字"], [4, "", "x", {"code": "of the future", "values": {}}]]
    }
    assert [why for *_, why in problem_rows(kept)] == ["应为数字", "of the future"]
    assert problem_rows({}) == []


def test_try_says_which_units_are_unknown_and_that_their_rows_come_back(
    people: People, client: Client
) -> None:
    client.force_login(people.dora)
    assert "NOWHERE" in match(client, upload(client))
    assert (batch_now().expected["unknown_units"], batch_now().expected["rejected"]) == (["NOWHERE"], 2)


def test_same_file_again_changes_nothing(people: People, client: Client) -> None:
    client.force_login(people.dora)
    for _time in range(2):
        place = upload(client)
        match(client, place)
        confirmed(client, place)
    assert batch_now().counts["recognised"] is True
    assert Customer.objects.unscoped(ALL).count() == 1
    assert "数据没有变化" in client.get(place).content.decode()


def test_take_killed_behind_the_store_is_made_good_by_the_next_try(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(people.dora)
    place = upload(client)
    match(client, place)
    client.post(f"{place}confirm/")
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "upsert_profiles", _killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert list((settings.AMENDS_DATA / "private").glob("*.jsonl"))
    work()
    assert batch_now().state == "done"
    assert look_for(typed="13800001215", by=people.alice, at=NOON).page.customers
    assert not list((settings.AMENDS_DATA / "private").glob("*.jsonl"))


def _killed(*_given: object, **_named: object) -> None:
    raise KeyboardInterrupt


def test_clear_names_and_numbers_stay_nowhere(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    shown = client.get(place).content.decode() + json.dumps(batch_now().preview, ensure_ascii=False)
    match(client, place)
    confirmed(client, place)
    told = str(list(Event.objects.unscoped("a test").values_list("payload", flat=True))) + json.dumps(
        batch_now().expected
    )
    for secret in ("13800001215", "王小明", "13700000000123"):
        assert secret not in shown
        assert secret not in told
    stored = b"".join(path.read_bytes() for path in feed_files(settings.AMENDS_DATA, "subscribers"))
    assert "王小明".encode() not in stored
    assert batch_now().preview == {}


def test_columns_that_the_file_has_not_stay_as_they_are(
    people: People, wang: Customer, client: Client
) -> None:
    client.force_login(people.dora)
    place = upload(client, "用户编号,归属机构,星级\nC-1,G-P-E-T,diamond\n")
    match(client, place, {"pick_1": "customer_id", "pick_2": "unit_code", "pick_3": "value_tier"})
    confirmed(client, place)
    now = Customer.objects.unscoped(ALL).get()
    assert (now.value_tier, now.plan_fee, now.name_shown) == ("diamond", 5_900, "王*明")


def test_two_columns_for_one_of_ours_are_refused_in_words(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    answer = client.post(f"{place}match/", {"pick_1": "customer_id", "pick_2": "customer_id"}, follow=True)
    assert "文件里有两列都对应到「客户编号」" in answer.content.decode()


def test_matching_that_cannot_be_used_says_why_and_stays(people: People, client: Client) -> None:
    client.force_login(people.dora)
    page = match(client, upload(client), {"pick_1": "customer_id"})
    assert "机构编码" in "".join(batch_now().problems)
    assert batch_now().problems[0] in page
    assert batch_now().state == "matching"


def test_fixed_value_stands_for_what_the_file_has_not(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client, "用户编号\nC-1\n")
    match(client, place, {"pick_1": "customer_id", "constant_unit_code": "G-P-E"})
    confirmed(client, place)
    assert Customer.objects.unscoped(ALL).select_related("unit").get().unit == people.east


def test_text_of_a_mapping_serves_where_the_table_does_not(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client, "id\n1\n")
    text = "feed: subscribers\ncolumns:\n  customer_id: {from: id, prefix: 'X-'}\n  unit_code: {constant: G-P-E}\n"
    match(client, place, {"text": text})
    confirmed(client, place)
    assert Customer.objects.unscoped(ALL).get().code == "X-1"


@pytest.mark.parametrize("text", ["a: [", "- x", "feed: bills\ncolumns: {}", ""])
def test_text_that_is_no_mapping_is_refused_in_words(people: People, client: Client, text: str) -> None:
    client.force_login(people.dora)
    place = upload(client)
    answer = client.post(f"{place}match/", {"text": text}, follow=True)
    assert 'class="notice error"' in answer.content.decode()
    assert batch_now().state == "matching"


def test_matching_kept_by_name_serves_the_next_file(people: People, client: Client) -> None:
    client.force_login(people.dora)
    match(client, upload(client), {**MATCH, "save_as": "月报"})
    saved = SavedMapping.objects.unscoped(ALL).get()
    place = upload(client, FILE.replace("C-1", "C-9"))
    assert "月报" in client.get(place).content.decode()
    client.post(f"{place}apply/", {"saved": saved.pk})
    work()
    assert batch_now().state == "checked"


@pytest.mark.parametrize(
    ("content", "words"), [(b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"), (b"", "空"), (b"a,b\n", "没有数据行")]
)
def test_file_that_is_no_table_is_refused_with_what_to_do(
    people: People, client: Client, content: bytes, words: str
) -> None:
    client.force_login(people.dora)
    batch = keep_upload(feed="bills", name="x.csv", chunks=[content], by=people.dora, at=NOON)
    work()
    page = client.get(reverse("customers:import", args=[batch.pk])).content.decode()
    assert words in page
    assert batch_now().state == "refused"


def test_other_sheet_is_read_on_request(people: People, client: Client) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["说明"])
    book.active.append(["见第二页"])
    second = book.create_sheet("数据")
    second.append(["用户编号", "归属机构"])
    second.append(["C-1", "G-P-E"])
    content = io.BytesIO()
    book.save(content)
    client.force_login(people.dora)
    place = upload(client, content.getvalue(), name="x.xlsx")
    client.post(f"{place}read-again/", {"sheet": "数据", "header_row": ""})
    work()
    assert [each["header"] for each in batch_now().preview["headers"]] == ["用户编号", "归属机构"]
    match(client, place, {"pick_1": "customer_id", "pick_2": "unit_code"})
    assert batch_now().expected["accepted"] == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.csv", "b.csv"), ("a\nb<x>.csv", "ab x .csv"), ("", "file")],
)
def test_name_of_the_sender_is_only_shown(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_upload_lies_under_a_random_name_for_the_service_alone(people: People) -> None:
    batch = keep_upload(feed="bills", name="../x.csv", chunks=[b"a"], by=people.dora, at=NOON)
    path = upload_folder() / batch.stored_name
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(batch.stored_name) == 32
    assert "x" not in batch.stored_name


def test_upload_beyond_the_limit_leaves_nothing(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "MOST_BYTES", 3)
    with pytest.raises(FileTooBig):
        keep_upload(feed="bills", name="x", chunks=[b"ab", b"cd"], by=people.dora, at=NOON)
    assert not list(upload_folder().iterdir())


def test_upload_needs_a_unit(people: People) -> None:
    people.ed.unit = None
    with pytest.raises(NoUnit):
        keep_upload(feed="bills", name="x", chunks=[b"a"], by=people.ed, at=NOON)


@pytest.fixture
def fay(people: People) -> User:
    """The recovery manager of the eastern city alone."""
    return add_user(
        username="fay",
        name="菲",
        role=Role.RECOVERY_MANAGER,
        unit=people.east,
        password=PASSWORD,
        by=None,
        at=NOON,
    )


@pytest.mark.parametrize("feed", ["bills", "subscribers"])
def test_upload_of_one_city_is_refused_and_says_who_can(fay: User, client: Client, feed: str) -> None:
    client.force_login(fay)
    file = SimpleUploadedFile("x.csv", FILE.encode())
    answer = client.post(reverse("customers:import_new"), {"feed": feed, "file": file})
    assert "请把文件交给省公司的数据人员" in answer.content.decode()
    with pytest.raises(UnitTooNarrow):
        keep_upload(feed=feed, name="x", chunks=[b"a"], by=fay, at=NOON)
    assert not ImportBatch.objects.unscoped(ALL).exists()
    assert not list(upload_folder().iterdir())


def test_upload_is_offered_to_a_province_and_not_to_a_city(people: People, fay: User, client: Client) -> None:
    place = reverse("customers:import_new")
    for user, offered in ((people.dora, True), (fay, False)):
        client.force_login(user)
        assert (place in client.get(reverse("customers:imports")).content.decode()) is offered
        assert ('type="file"' in client.get(place).content.decode()) is offered


def test_step_cannot_be_taken_twice(people: People, client: Client) -> None:
    client.force_login(people.dora)
    match(client, upload(client))
    confirm(batch=batch_now(), by=people.dora, at=NOON)
    with pytest.raises(StepOutOfTurn):
        confirm(batch=batch_now(), by=people.dora, at=NOON)
    with pytest.raises(StepOutOfTurn):
        match_columns(batch=batch_now(), mapping={}, by=people.dora, at=NOON)


def test_old_uploads_are_removed_and_the_row_stays(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    match(client, place)
    confirmed(client, place)
    uploaded = batch_now().uploaded_at
    assert remove_old_files(at=uploaded + timedelta(days=14)) == 0
    assert remove_old_files(at=uploaded + timedelta(days=15)) == 1
    assert remove_old_files(at=uploaded + timedelta(days=15)) == 0
    assert not list(upload_folder().iterdir())
    assert client.get(f"{place}rejects/rows/").status_code == 404
    assert Event.objects.unscoped("a test").filter(kind=EventKind.FILES_REMOVED).count() == 1


def test_others_see_neither_pages_nor_uploads(people: People, client: Client) -> None:
    client.force_login(people.dora)
    place = upload(client)
    client.force_login(people.alice)
    assert client.get(reverse("customers:imports")).status_code == 403
    assert client.get(place).status_code == 403


def test_list_shows_uploads_of_the_units_below(people: People, client: Client) -> None:
    client.force_login(people.dora)
    upload(client)
    client.force_login(people.ed)
    assert "客户.csv" in client.get(reverse("customers:imports")).content.decode()


def test_progress_asks_for_the_page_anew_when_the_step_has_ended(people: People, client: Client) -> None:
    client.force_login(people.dora)
    batch = keep_upload(feed="bills", name="x.csv", chunks=[b"a,b\n1,2\n"], by=people.dora, at=NOON)
    place = reverse("customers:import_progress", args=[batch.pk])
    assert "HX-Refresh" not in client.get(place).headers
    work()
    assert client.get(place)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MappingError(("缺少「机构编码」",)), "缺少「机构编码」"),
        (BrokenManifest(Path("/srv/feeds/bills/MANIFEST.json")), "从备份恢复"),
        (OSError(28, "No space left on device", "/srv/feeds"), "剩余空间"),
        (duckdb.IOException("could not write /srv/feeds"), "联系系统管理员"),
    ],
)
def test_take_that_cannot_go_on_is_refused_with_what_to_do(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    client.force_login(people.dora)
    place = upload(client)
    match(client, place)

    def broken(*_given: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(jobs, "ingest", broken)
    page = confirmed(client, place)
    assert batch_now().state == "refused"
    assert words in batch_now().reason
    assert words in page
    assert "/srv" not in batch_now().reason


@pytest.mark.parametrize(("step", "left"), [("failed", 0), ("queued", 1)])
def test_upload_that_hangs_is_refused_and_removed_unless_a_job_is_about_to_go_on(
    people: People, step: str, left: int
) -> None:
    batch = keep_upload(feed="bills", name="x.csv", chunks=[b"a"], by=people.dora, at=NOON)
    late = NOON + timedelta(days=15)
    JobRun.objects.unscoped("a test").filter(pk=batch.run_id or 0).update(
        state=step, queued_at=late, finished_at=late if step == "failed" else None
    )
    assert remove_old_files(at=late) == 1 - left
    assert len(list(upload_folder().iterdir())) == left
    assert batch_now().state == ("reading" if left else "refused")
    assert ("请重新上传" in batch_now().reason) is not bool(left)
