# SPDX-License-Identifier: Apache-2.0
"""What a group's robot is told and how, and what its answer means.

The messengers answer 200 to what they refuse: only the number in the body tells (docs/decisions/0014). Sources: the
public pages of their makers on group robots.
"""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote, urlsplit

from amends.apps.core.rules.webhooks import AddressRefused, check_url

NIGHT_FROM, NIGHT_UNTIL = 21, 8  # hours of the operator's day in which only who works then is told
MOST_LINES = 20  # WeCom takes 2,048 bytes


class MessengerKind(StrEnum):
    """Whose robot it is."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SLACK = "slack"  # and what takes the same: Mattermost, Rocket.Chat


# Where robots live whose messenger is run by its maker; an operator's own stands in its own network.
HOSTS = {
    MessengerKind.WECOM: ("qyapi.weixin.qq.com",),
    MessengerKind.DINGTALK: ("oapi.dingtalk.com",),
    MessengerKind.FEISHU: ("open.feishu.cn", "open.larksuite.com"),
}
# Numbers that mean «not now»; any other but 0 will be the same the next time.
_LATER = {
    MessengerKind.WECOM: frozenset({-1, 45009, 45033}),
    MessengerKind.DINGTALK: frozenset({-1, 90030, 130101, 130102}),
    MessengerKind.FEISHU: frozenset({11232}),
}


@dataclass(frozen=True, slots=True)
class Posted:
    """One request to a robot."""

    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What an answer means: taken; else why not, and whether to try again."""

    taken: bool
    error: str = ""
    again: bool = False


def check_address(kind: MessengerKind, url: str, *, private: bool) -> str:
    """The address as it is called. Raises `AddressRefused`; `host` where it is not the messenger's own, and no
    messenger of the operator's network is allowed (`private`)."""
    check_url(url, private=private)
    if not private and kind in HOSTS and urlsplit(url).hostname not in HOSTS[kind]:
        raise AddressRefused("host")
    return url


def posted(kind: MessengerKind, url: str, secret: str, words: str, *, at: datetime) -> Posted:
    """What to post, signed where a secret is set: DingTalk wants it in the address and milliseconds, Feishu in the
    body and seconds."""
    if kind is MessengerKind.SLACK:
        return Posted(url, _body({"text": words}))
    if kind is MessengerKind.FEISHU:
        told: dict[str, object] = {"msg_type": "text", "content": {"text": words}}
        if secret:
            stamp = str(int(at.timestamp()))
            told |= {"timestamp": stamp, "sign": _signed(f"{stamp}\n{secret}", "")}
        return Posted(url, _body(told))
    if kind is MessengerKind.DINGTALK and secret:
        stamp = str(int(at.timestamp() * 1000))
        sign = quote(_signed(secret, f"{stamp}\n{secret}"), safe="")
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    return Posted(url, _body({"msgtype": "text", "text": {"content": words}}))


def _signed(key: str, words: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), words.encode(), hashlib.sha256).digest()).decode()


def _body(told: dict[str, object]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read_answer(kind: MessengerKind, status: int | None, answer: bytes) -> Taken:
    """What a robot's answer means; `None` where there was none."""
    if status is None or status == 429 or status >= 500:
        return Taken(False, f"answered {status}" if status else "no answer", again=True)
    if not 200 <= status < 300:
        return Taken(False, f"answered {status}")
    if kind is MessengerKind.SLACK:
        return Taken(True)
    number, words = _number(answer)
    if number == 0:
        return Taken(True)
    if number is None:
        return Taken(False, "the answer is not the messenger's", again=True)
    return Taken(False, f"{number} {words}"[:200], again=number in _LATER[kind])


def _number(answer: bytes) -> tuple[int | None, str]:
    """The number and the words of an answer: `errcode` and `errmsg`, at Feishu `code` and `msg`."""
    try:
        told = json.loads(answer)
    except ValueError:
        return None, ""
    if not isinstance(told, dict):
        return None, ""
    number = told.get("errcode", told.get("code", told.get("StatusCode")))
    return number if isinstance(number, int) else None, str(told.get("errmsg", told.get("msg", "")))


def is_night(hour: int) -> bool:
    """Whether a group that works by day rests at this hour of the operator's day."""
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


def counted(readers: Iterable[str]) -> list[tuple[str, int]]:
    """Readers and how many reminders wait for each, the most first."""
    return sorted(Counter(readers).items(), key=lambda pair: (-pair[1], pair[0]))
