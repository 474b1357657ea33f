# SPDX-License-Identifier: Apache-2.0
"""One question to an endpoint that speaks `POST …/chat/completions`: nothing is followed, an answer is at most a
megabyte, and it is over in time."""

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.webhooks.posting import connected, path_of
from amends.apps.core.rules.webhooks import AddressRefused, check_url

LARGEST = 1_000_000  # bytes of an answer
LONGEST_WORDS = 8_000  # characters that a person is shown
MOST_TOKENS = 1_500
Message = Mapping[str, str]


class AssistRefused(Exception):
    """The assistant gave no answer that could be used; `code` is a word for the log, `sentence` for the person."""

    code: ClassVar = "refused"
    sentence: ClassVar[str | Promise] = _("助手没有给出答复，请自己写，或稍后再试")

    def __str__(self) -> str:
        return str(self.sentence)


class AssistOff(AssistRefused):
    """No endpoint is configured."""

    code = "off"
    sentence = _("没有配置助手")


class AssistUnreachable(AssistRefused):
    """Nobody answers at the address, or it may not be called."""

    code = "unreachable"
    sentence = _("连不上助手，请自己写，或稍后再试")


class AssistTooSlow(AssistRefused):
    """The answer did not come in time."""

    code = "slow"
    sentence = _("助手没有在规定时间内答复，请自己写，或稍后再试")


class AssistAnsweredWrong(AssistRefused):
    """The endpoint refused, failed, or wanted to send us elsewhere."""

    code = "status"
    sentence = _("助手出错，没有答复，请自己写，或稍后再试")


class AssistGarbled(AssistRefused):
    """What came is no answer in the protocol."""

    code = "garbled"
    sentence = _("助手的答复无法读懂，请自己写，或稍后再试")


class AssistTooLong(AssistRefused):
    """The answer is larger than anybody asked for, or was cut off by the model."""

    code = "long"
    sentence = _("助手的答复太长，没有采用，请自己写，或稍后再试")


class AssistResting(AssistRefused):
    """It failed several times in a row a moment ago: nobody else is kept waiting for it."""

    code = "resting"
    sentence = _("助手刚才连续没有答复，先停用几分钟，请自己写")


@dataclass(frozen=True, slots=True)
class Completion:
    """The words of the model, what they cost, and the seconds it took."""

    text: str
    tokens_in: int
    tokens_out: int
    seconds: float


def complete(messages: Sequence[Message]) -> Completion:
    """Ask the configured endpoint once. Texts leave exactly as they are given: hide first.

    Raises `AssistOff`, `AssistUnreachable`, `AssistTooSlow`, `AssistAnsweredWrong`, `AssistGarbled`, `AssistTooLong`.
    """
    if not settings.AMENDS_ASSIST_URL:
        raise AssistOff
    began, longest = time.monotonic(), float(settings.AMENDS_ASSIST_TIMEOUT)
    body = _posted(f"{settings.AMENDS_ASSIST_URL}/chat/completions", _question(messages), longest, began)
    return _read(body, time.monotonic() - began)


def _question(messages: Sequence[Message]) -> bytes:
    asked = {
        "model": settings.AMENDS_ASSIST_MODEL,
        "messages": [dict(each) for each in messages],
        "temperature": 0.2,
        "max_tokens": MOST_TOKENS,
        "stream": False,
    }
    return json.dumps(asked, ensure_ascii=False).encode()


def _posted(url: str, question: bytes, longest: float, began: float) -> bytes:
    private, key = settings.AMENDS_ASSIST_PRIVATE, settings.AMENDS_ASSIST_KEY
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "amends-assist",
    }
    try:
        check_url(url, private=private)
        with connected(url, private, longest, longest) as connection:
            connection.request(
                "POST", path_of(url), question, headers | ({"Authorization": f"Bearer {key}"} if key else {})
            )
            with connection.getresponse() as answer:
                if answer.status != 200:  # a redirect too: the question is not carried elsewhere
                    raise AssistAnsweredWrong
                return _limited(answer)
    except TimeoutError as late:
        raise AssistTooSlow from late
    except (AddressRefused, OSError, http.client.HTTPException) as error:
        raise (AssistTooSlow if time.monotonic() - began >= longest else AssistUnreachable) from error


def _limited(answer: http.client.HTTPResponse) -> bytes:
    body = answer.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise AssistTooLong
    return body


def _read(body: bytes, seconds: float) -> Completion:
    try:
        said = json.loads(body)
        choice = said["choices"][0]
        text = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise AssistGarbled from error
    if not isinstance(text, str) or not text.strip():
        raise AssistGarbled
    if len(text) > LONGEST_WORDS or choice.get("finish_reason") == "length":
        raise AssistTooLong
    return Completion(
        text.strip().replace("\x00", ""),
        _tokens(said, "prompt_tokens"),
        _tokens(said, "completion_tokens"),
        seconds,
    )


def _tokens(said: Mapping[str, Any], name: str) -> int:
    """What an answer says it cost; 0 where it says nothing of use."""
    usage = said.get("usage")
    found = usage.get(name) if isinstance(usage, dict) else None
    return found if isinstance(found, int) and 0 <= found < 2**31 else 0
