# SPDX-License-Identifier: Apache-2.0
"""What a campaign's publicity came to, from the answers of the survey wave that asked about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from amends.analytics.sampling.intervals import Figure, share_interval
from amends.apps.core.rules.organisation import Scope
from amends.apps.promises.models.campaigns import Campaign
from amends.apps.recovery.rules.publicity import Effect, Tally, effect, read_quiz
from amends.apps.surveys.models import Answer, Item, Response, SurveyWave
from amends.apps.surveys.queries.waves import FEWEST, wave_by_pk

SINGLE = ("radiogroup", "dropdown", "boolean")
MOST_WAVES = 50
_WHY = "answers of a wave that the person may see"


@dataclass(frozen=True, slots=True)
class Shown:
    """A share with its Wilson interval at 95 % and its base; no figure where fewer than thirty answered."""

    tally: Tally
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Publicity:
    """The report: the wave that asked, how many answered it whole, and the three shares; each question by its title."""

    wave: SurveyWave
    responses: int
    reach: Shown
    recall: Shown
    understood: Shown
    items: Sequence[tuple[str, Shown]]


def publicity(campaign: Campaign, scope: Scope) -> Publicity | None:
    """The report of a campaign; `None` where no wave was named or the person may not see it. Four queries.

    Shares are of the answers as they came, without weights: the base stands beside each.
    """
    quiz = read_quiz(campaign.quiz)
    wave = wave_by_pk(quiz.wave, scope) if quiz else None
    if quiz is None or wave is None:
        return None
    people = _answers(wave, [each.item for each in quiz.asked])
    found = effect(quiz, people.values())
    titles = dict(_items(wave).values_list("code", "title"))
    items = [(titles.get(code, code), shown(tally)) for code, tally in found.by_item.items()]
    return _report(wave, found, items)


def shown(tally: Tally) -> Shown:
    """A tally as a share that may be shown."""
    enough = tally.asked >= FEWEST
    return Shown(tally, share_interval(tally.right, tally.asked) if enough else None)


def quiz_items(wave: SurveyWave) -> list[Item]:
    """The questions of a wave with one answer from a list, which can be right or wrong. One query."""
    rows = _items(wave).filter(kind__in=SINGLE).order_by("order")
    return [each for each in rows if each.choices]


def quiz_waves(scope: Scope) -> list[SurveyWave]:
    """The waves that may be asked for, the newest first. One query."""
    rows = SurveyWave.objects.within(scope).select_related("version__questionnaire")
    return list(rows.order_by("-pk")[:MOST_WAVES])


def _items(wave: SurveyWave) -> QuerySet[Item]:
    return Item.objects.unscoped(_WHY).filter(version=wave.version_id)


def _report(wave: SurveyWave, found: Effect, items: Sequence[tuple[str, Shown]]) -> Publicity:
    complete = Response.objects.unscoped(_WHY).filter(wave=wave, complete=True).count()
    reach, recall, understood = shown(found.reach), shown(found.recall), shown(found.understood)
    return Publicity(wave, complete, reach, recall, understood, items)


def _answers(wave: SurveyWave, codes: Sequence[str]) -> dict[int, dict[str, list[str]]]:
    """What each person of a wave chose, by question; who was not asked a question has none. One query."""
    rows = Answer.objects.unscoped(_WHY).filter(
        response__wave=wave, response__complete=True, item__code__in=codes, not_applicable=False
    )
    people: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for response, code, chosen in rows.values_list("response", "item__code", "chosen"):
        if chosen:
            people[response][code] = [str(each) for each in chosen]
    return people
