# SPDX-License-Identifier: Apache-2.0
"""Questions of surveys count among the places where words still stand that are not used any more."""

import pytest

from amends.apps.knowledge.queries.standing import standing
from amends.apps.knowledge.queries.terms import TermInForce
from amends.apps.surveys.models import Item
from amends.apps.surveys.queries.shown import shown
from tests.apps.surveys.conftest import published
from tests.people import NOON, People

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("S3-062")
def test_question_that_says_an_old_word_is_found(people: People) -> None:
    version = published(people.province)
    item = Item.objects.unscoped("a test looks").filter(version=version).first()
    assert item is not None
    word = item.title[:3]
    term = TermInForce("OW-01", "别的说法", (word,), "解释", ("别的说法",))
    found = [each for each in standing(term, people.east, NOON) if each.shown.kind == "survey"]
    assert item.title in [each.shown.text for each in found]
    assert all(each.variants == (word,) for each in found)
    assert list(shown(people.east, ())) == []
