# SPDX-License-Identifier: Apache-2.0
"""One customer's answers as people of ours see them: within their units, with what became of a low one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from amends.apps.core.actions.log import subject_key
from amends.apps.core.models import Event, EventKind
from amends.apps.core.rules.organisation import Scope
from amends.apps.customers.models import Customer
from amends.apps.surveys.models import Answer, Response, SurveyWave
from amends.apps.surveys.models.answer_words import FLAGS, LOW_REASONS

Words = str | Promise
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One item as it was answered."""

    title: str
    words: str
    is_low: bool


def response_within(scope: Scope, pk: int) -> Response | None:
    """A submitted response of the units in scope. One query."""
    rows = Response.objects.within(scope).filter(pk=pk, submitted_at__isnull=False)
    return rows.select_related("wave__version__questionnaire", "unit", "customer", "link", "taken_by").first()


def answers_of(response: Response) -> list[Told]:
    """The answers by item, in their order. One query."""
    rows = Answer.objects.unscoped("of a response within the scope").filter(response=response)
    low = {each.get("item") for each in response.low}
    told = rows.select_related("item").order_by("item__order")
    return [Told(each.item.title, said(each), each.item.code in low) for each in told]


def said(answer: Answer) -> str:
    """An answer in words: the number, the texts of what was chosen, what was written."""
    texts = {str(each.get("value")): str(each.get("text")) for each in answer.item.choices}
    texts |= {"yes": texts.get("True", "yes"), "no": texts.get("False", "no")}
    number = [f"{answer.number:g}"] if answer.number is not None else []
    chosen = [texts.get(each, each) for each in answer.chosen]
    return " · ".join([*number, *chosen, *([answer.words] if answer.words else [])]) or "–"


def low_words(response: Response) -> list[Words]:
    """Why the answer is low, each reason once."""
    words: list[Words] = [each.get("words") or LOW_REASONS[each["reason"]] for each in response.low]
    return list({str(each): each for each in words}.values())


def flag_words(response: Response) -> list[Words]:
    """What speaks against the answer."""
    return [FLAGS.get(each, each) for each in response.flags]


def followed_to(responses: Sequence[Response]) -> Mapping[int, str]:
    """The numbers of the cases that low answers went into, by the response's key. One query."""
    keys = {subject_key(each): each.pk for each in responses if each.is_low}
    events = Event.objects.unscoped("of responses within the scope").filter(
        subject__in=list(keys), kind=EventKind.SURVEY_LOW_FOLLOWED
    )
    told = events.values_list("subject", "payload")
    return {keys[subject]: payload["case"] for subject, payload in told if payload.get("case")}


def responses_of(customer: Customer, *, most: int = MOST_SHOWN) -> list[Response]:
    """What a customer answered, the newest first. The caller checked the scope. One query."""
    rows = Response.objects.unscoped("the customer was found within the reader's scope")
    mine = rows.filter(customer=customer, submitted_at__isnull=False)
    return list(mine.select_related("wave").order_by("-submitted_at")[:most])


def latest_low(wave: SurveyWave, scope: Scope, *, most: int = MOST_SHOWN) -> list[Response]:
    """The latest low answers of a wave in the units in scope, the newest first. One query."""
    rows = Response.objects.within(scope).filter(wave=wave, is_low=True).select_related("unit")
    return list(rows.order_by("-submitted_at")[:most])
