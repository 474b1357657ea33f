# SPDX-License-Identifier: Apache-2.0
"""The same calls over JSON: the wording check for programs in which staff write."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from amends.analytics.language.checking import told
from amends.apps.core.api.bodies import Body
from amends.apps.core.models import User
from amends.apps.knowledge.queries.wording import checked

router = Router(tags=["wording"])
Text = Annotated[str, Field(max_length=100_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]


class WordingIn(Body):
    """A text that a customer is to read or hear; `confirmed` are amounts and dates from the customer's commitments."""

    text: Text
    channel: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] = ""
    confirmed: list[Short] = Field(default_factory=list, max_length=50)


class FindingOut(Schema):
    """`line` counts from 1; `start` and `end` are columns of that line, counted from 0, the end not included."""

    line: int
    start: int
    end: int
    rule: str
    category: str
    severity: str
    fault: str
    text: str
    better: str
    why: str


class FindingsOut(Schema):
    """Everything found, in the order of the text."""

    findings: list[FindingOut]


@router.post("/check", response=FindingsOut, summary="Check the wording of a text")
def check_wording(request: HttpRequest, body: WordingIn) -> dict[str, object]:
    """Nothing is kept. Open to everybody who may use the API; the terms are those of the caller's unit."""
    user = request.user
    if not isinstance(user, User):
        raise HttpError(403, "needs a person")
    found = checked(body.text, unit=user.unit, channel=body.channel, confirmed=body.confirmed)
    return {"findings": [told(body.text, each) for each in found]}
