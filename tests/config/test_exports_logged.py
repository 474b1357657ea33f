# SPDX-License-Identifier: Apache-2.0
"""Every address that answers a file: the event that says so, or why the file holds nobody's data. A new one that is in
neither list fails."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from amends.apps.core.models import Event, EventKind
from amends.apps.customers.actions.imports import upload_folder
from amends.apps.customers.models import Customer, ImportBatch
from tests.apps.cases.course import complaint
from tests.people import NOON, People

SOURCE = Path(__file__).parents[2] / "src" / "amends"
K = EventKind
# view → the event by which it is on record: written before the file leaves, or when it was made for one person
LOGGED: dict[str, EventKind] = {
    "cases.views.evidence.evidence": K.CASE_EVIDENCE_PACKED,
    "cases.views.attachments.attachment": K.CASE_FILE_TAKEN,
    "cases.views.exporting.export": K.CASES_EXPORTED,
    "cases.views.exporting.export_file": K.CASES_EXPORTED,
    "customers.views.imports.import_rejects": K.REJECTS_FETCHED,
    "customers.views.rights.copy": K.RIGHTS_FETCHED,
    "surveys.views.wave_answers.export_file": K.SURVEYS_EXPORTED,
    "reports.views.documents.document_file": K.REPORT_FETCHED,
    "recovery.views.waves.members.wave_export": K.RECOVERY_WAVE_EXPORTED,
}
NOBODYS = {
    "promises.views.campaigns.materials.version_file": "a picture that the public sees",
    "surveys.views.publishing.excel_out": "a questionnaire",
    "satisfaction.views.runs.run_result": "estimates over all answers",
    "satisfaction.views.templates_to_fill.empty_table": "headings and an invented row",
    "recovery.views.campaigns.sales.template": "headings and an invented row",
}


def _answering_files() -> Iterator[str]:
    """The functions of views that hand a file out, or are handed one by a helper in their own file."""
    for path in sorted(SOURCE.glob("apps/*/views/**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = ".".join(path.relative_to(SOURCE / "apps").with_suffix("").parts)
        made = [each for each in tree.body if isinstance(each, ast.FunctionDef) and _hands_out(each)]
        for each in made:
            callers = [
                other.name
                for other in tree.body
                if isinstance(other, ast.FunctionDef)
                and each.name.startswith("_")
                and _calls(other, each.name)
            ]
            yield from (f"{module}.{name}" for name in callers or [each.name])


def _hands_out(function: ast.FunctionDef) -> bool:
    text = ast.unparse(function)
    return "Content-Disposition" in text or "as_attachment" in text


def _calls(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(function))


def test_every_view_that_answers_a_file_is_on_record_or_says_why_not() -> None:
    found = set(_answering_files())
    assert found == set(LOGGED) | set(NOBODYS)


def test_events_of_exports_are_written_somewhere() -> None:
    actions = "\n".join(each.read_text(encoding="utf-8") for each in SOURCE.glob("apps/*/actions/**/*.py"))
    assert [kind for kind in LOGGED.values() if f"EventKind.{kind.name}" not in actions] == []


def test_views_of_the_lists_have_an_address() -> None:
    known = {
        f"{each.__module__}.{each.__name__}".removeprefix("amends.apps.") for each in _views(get_resolver())
    }
    helpers = {
        "satisfaction.views.templates_to_fill.empty_table"
    }  # two views of their own hand its table out
    assert (set(LOGGED) | set(NOBODYS)) - known == helpers


def _views(resolver: URLResolver) -> Iterator[Any]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _views(each)
        elif isinstance(each, URLPattern) and hasattr(each.callback, "__name__"):
            yield each.callback


@pytest.fixture
def batch(people: People) -> ImportBatch:
    """An upload of which rows were handed back."""
    (upload_folder() / "x-rejects.csv").write_text("张明明,13800001215\n", encoding="utf-8")
    return ImportBatch.objects.create(
        feed="subscribers", file_name="a.csv", stored_name="x", size=1, digest="0", unit=people.province,
        by=people.dora, uploaded_at=NOON, state="done", finished_at=NOON, rejects_name="x-rejects.csv",
    )  # fmt: skip


def _kinds() -> set[str]:
    return set(Event.objects.unscoped("a test").values_list("kind", flat=True))


def test_rows_handed_back_are_on_record_before_they_leave(people: People, batch: ImportBatch) -> None:
    browser = Client()
    browser.force_login(people.dora)
    answer = browser.get(f"/customers/imports/{batch.pk}/rejects/rows/")
    assert answer.status_code == 200
    assert b"13800001215" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    row = Event.objects.unscoped("a test").get(kind=K.REJECTS_FETCHED)
    assert (row.by, row.payload) == (people.dora, {"which": "rows"})


def test_list_and_evidence_are_on_record(people: People) -> None:
    customer = Customer.objects.create(code="C-1", unit=people.east_team, updated_at=NOON)
    case = complaint(people, customer)
    browser = Client()
    browser.force_login(people.alice)
    assert "attachment" in browser.post("/cases/export/", {"form": "csv"})["Content-Disposition"]
    assert browser.get(f"/cases/{case.number}/evidence/").status_code == 200
    assert {K.CASES_EXPORTED, K.CASE_EVIDENCE_PACKED} <= _kinds()
