# SPDX-License-Identifier: Apache-2.0
"""Where customers are heard: what is not refreshed within its cadence is stale."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind
from amends.apps.knowledge.actions.refusals import NotYourUnit
from amends.apps.knowledge.actions.voices import (
    NameTaken,
    Source,
    SourceEnded,
    end_source,
    refresh_source,
    register_source,
)
from amends.apps.knowledge.models import VoiceSource
from amends.apps.knowledge.queries.voices import heard
from amends.apps.knowledge.rules.article_words import VoiceKind
from tests.apps.knowledge.written import Editors, make_editors
from tests.people import NOON, People

WHY = "a test looks at all"
DAY = timedelta(days=1)


@pytest.fixture
def editors(people: People) -> Editors:
    return make_editors(people)


def _source(people: People, editors: Editors, **changes: object) -> VoiceSource:
    values: dict[str, object] = {
        "unit": people.province, "name": "满意度调查", "kind": VoiceKind.SATISFACTION, "owner": people.alice,
        "cadence_days": 30,
    }  # fmt: skip
    return register_source(source=Source(**values | changes), by=editors.fang, at=NOON)  # type: ignore[arg-type]


@pytest.mark.requirement("S0-015")
def test_source_not_refreshed_within_its_cadence_is_stale(people: People, editors: Editors) -> None:
    source = _source(people, editors)
    assert not heard(people.bob.scope, NOON + 30 * DAY)[0].is_stale
    assert heard(people.bob.scope, NOON + 31 * DAY)[0].is_stale
    refresh_source(source=source, note="十一月调查，13812341215等", by=people.alice, at=NOON + 31 * DAY)
    found = heard(people.bob.scope, NOON + 40 * DAY)[0]
    assert (found.is_stale, found.refreshed_at) == (False, NOON + 31 * DAY)
    assert found.source.refreshed_note == "十一月调查，138****1215等"


@pytest.mark.requirement("S0-015")
def test_source_that_follows_events_is_fresh_by_them(people: People, editors: Editors) -> None:
    source = _source(people, editors, follows=str(EventKind.SCORES_IMPORTED))
    with writing(by=people.dora, at=NOON + 40 * DAY) as log:
        log(EventKind.SCORES_IMPORTED, source, unit=people.east)
    assert not heard(people.bob.scope, NOON + 50 * DAY)[0].is_stale
    assert heard(people.bob.scope, NOON + 80 * DAY)[0].is_stale


@pytest.mark.requirement("S0-015")
def test_page_shows_owner_cadence_last_import_and_what_is_stale(
    people: People, editors: Editors, client: Client
) -> None:
    _source(people, editors, name="旧来源")
    VoiceSource.objects.unscoped(WHY).update(made_at=timezone.now() - 90 * DAY)
    client.force_login(editors.fang)
    fields = {
        "name": "12345工单",
        "kind": "external",
        "unit": people.province.pk,
        "owner": "alice",
        "cadence_days": 7,
    }
    assert client.post(reverse("knowledge:voice_new"), fields).status_code == 302
    assert client.post(reverse("knowledge:voice_new"), fields).status_code == 422
    page = client.get(reverse("knowledge:voices")).content.decode()
    rows = page.split("<tr data-row>")[1:]
    assert [">过期<" in row for row in rows] == [True, False]  # the stalest first
    assert all("艾丽" in row for row in rows)
    key = VoiceSource.objects.unscoped(WHY).get(name="旧来源").pk
    assert (
        client.post(reverse("knowledge:voice_refresh", args=[key]), {"note": "第四季度"}).status_code == 302
    )
    page = client.get(reverse("knowledge:voices")).content.decode()
    assert "第四季度" in page
    assert ">过期<" not in page
    assert client.post(reverse("knowledge:voice_end", args=[key])).status_code == 302
    assert "旧来源" not in client.get(reverse("knowledge:voices")).content.decode()


def test_refusals(people: People, editors: Editors) -> None:
    source = _source(people, editors)
    with pytest.raises(NameTaken):
        _source(people, editors)
    with pytest.raises(NotYourUnit):
        refresh_source(source=source, note="x", by=editors.east, at=NOON)
    end_source(source=source, by=editors.fang, at=NOON)
    with pytest.raises(SourceEnded):
        refresh_source(source=source, note="x", by=people.alice, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        VoiceSource.objects.unscoped(WHY).update(cadence_days=0)
