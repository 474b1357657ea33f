# SPDX-License-Identifier: Apache-2.0
"""Starter questionnaires: content of a pack, made into documents of our profile."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from amends.apps.surveys.rules.starters.conditions import condition
from amends.apps.surveys.rules.starters.questions import Content, Question, allocation, question, words

STARTERS = (
    "survey_csat_after_complaint",
    "survey_nps",
    "survey_ces",
    "survey_touchpoint",
    "survey_interaction",
    "survey_after_network_fix",
    "survey_servqual22",
    "survey_expectations",
    "survey_kano",
    "survey_tcsi_annual",
    "survey_publicity",
)
Page = dict[str, Any]

EXPECTED_AND_PERCEIVED = ("expectation", "perception")
MOST_ON_A_PAGE = 6
WAYS = {"sms_link": "sms", "app": "link", "phone": "hotline", "qr": "qr", "paper": "paper", "email": "email"}
ROUTES = {"open_recovery": "open_case", "open_promise_review": "review_promise", "no_callback": "no_contact"}


def document(content: Content) -> dict[str, Any]:
    """A questionnaire of a pack as SurveyJS JSON in our profile. Raises `ConditionMalformed`, `KeyError` where the
    content lacks what it must say."""
    pages = [page for page in _pages(content) if page["elements"]]
    built: dict[str, Any] = {
        "title": words(content, "name_"),
        "pages": [{"name": f"page{number}"} | page for number, page in enumerate(pages, start=1)],
        "amends": _ours(content),
    }
    ends = [condition(str(each["end_if"])) for each in content.get("screening", ()) if each.get("end_if")]
    return built | ({"triggers": [{"type": "complete", "expression": each} for each in ends]} if ends else {})


def _pages(content: Content) -> Iterator[Page]:
    if "constructs" in content:
        yield from _index_pages(content)
    elif "pair_codes" in content:
        yield from _paired_pages(content)
    else:
        yield from _plain_pages(content)


def _plain_pages(content: Content) -> Iterator[Page]:
    drawn = [question(each, content.get("scale_default", {})) for each in content["items"]]
    count = -(-len(drawn) // MOST_ON_A_PAGE)
    size = -(-len(drawn) // count)
    for start in range(0, len(drawn), size):
        yield {"elements": drawn[start : start + size]}


def _paired_pages(content: Content) -> Iterator[Page]:
    """Each item twice, dimension by dimension: what is expected, then what is perceived, or what the content names."""
    measures = content.get("pair_measures", EXPECTED_AND_PERCEIVED)
    dimensions = content.get("dimensions", ({"code": "", "name_zh": ""},))
    for measure, letter in zip(measures, content["pair_codes"], strict=True):
        for dimension in dimensions:
            asked = [each for each in content["items"] if each.get("dimension", "") == dimension["code"]]
            lead = words(content, f"lead_{measure}_")
            named = (
                {"title": words(dimension, "name_"), "description": lead}
                if dimension["code"]
                else {"title": lead}
            )
            yield named | {"elements": [_half(each, content, letter, measure) for each in asked]}
    if "weights_question" in content:
        parts = {each["code"]: words(each, "name_") for each in dimensions}
        yield {"elements": [allocation(content["weights_question"], parts)]}
    yield {"elements": [question(each, content["scale_default"]) for each in content.get("closing", ())]}


def _half(item: Content, content: Content, letter: str, measure: str) -> Question:
    code = str(item["code"])
    named = {**item, "code": letter + code.removeprefix("Q"), "element": item.get("element", code)}
    return question(named, content["scale_default"], measure=measure)


def _index_pages(content: Content) -> Iterator[Page]:
    """Screening, what the customer uses, then the parts of the model; elements are asked only of those who use them."""
    scale = content["scale_default"]
    yield {"elements": [question(each, scale, measure="filter") for each in content["screening"]]}
    used = content["filters"]
    yield {"elements": [question({**used, "type": "multi"}, scale, measure="filter")]}
    for part in content["constructs"]:
        marks = {"construct": part["code"], "measure": part.get("measure", "")}
        yield {
            "title": words(part, "name_"),
            "elements": [question(each, scale, **marks) for each in part["items"]],
        }
        for element in part.get("elements", ()):
            yield _element_page(element, scale, marks, used=str(used["code"]))
    yield {"elements": [question(each, scale) for each in content["open_items"]]}


def _element_page(element: Content, scale: Content, marks: Mapping[str, str], *, used: str) -> Page:
    asked = [question(each, scale, **marks, element=element["code"]) for each in element["items"]]
    shown = {"visibleIf": condition(f"{used} has {element['filter']}")} if element.get("filter") else {}
    return {"title": words(element, "name_"), "elements": asked} | shown


def _ours(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = {
        "mode": list(dict.fromkeys(WAYS[str(each)] for each in content["mode"])),
        "intro": words(content, "intro_"),
        "privacy": words(content, "privacy_"),
        "scoring": _scoring(content),
        "routing": [_route(each) for each in content.get("routing", ())],
    }
    return {key: value for key, value in found.items() if value}


def _scoring(content: Content) -> dict[str, Any]:
    """How its figures come about, with the weights of its elements or dimensions as they start out."""
    said = {**content.get("scoring", {}), **content.get("index", {})}
    elements = [each for part in content.get("constructs", ()) for each in part.get("elements", ())]
    weights = dict(content.get("weights", {}))
    weights |= {each["code"]: each["weight"] for each in (*elements, *content.get("dimensions", ()))}
    plain = {key: _plain(value) for key, value in said.items()}
    return plain | ({"weights": weights} if weights else {})


def _plain(value: object) -> object:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _route(rule: Content) -> dict[str, Any]:
    then = ROUTES[str(rule["then"])]
    found: dict[str, Any] = {"if": condition(str(rule["if"])), "then": then}
    if "class" in rule:
        found |= {"class": rule["class"], "priority": str(rule["priority"]).upper()}
    return found | {"reason": words(rule, "reason_")}
