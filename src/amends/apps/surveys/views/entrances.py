# SPDX-License-Identifier: Apache-2.0
"""How the public pages find what a link leads to, and what they keep of who opens it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from amends.apps.core.rules.callers import asker, is_ours, kept_of
from amends.apps.surveys.actions.answering import NotOpen, Visitor
from amends.apps.surveys.queries.answering import Door, Entrance, by_code, by_token

DEVICE, SESSION = "amends_device", "amends_answer"
DEVICE_DAYS, SESSION_DAYS = 180, 30


@dataclass(frozen=True, slots=True)
class Way:
    """A link as somebody opened it."""

    kind: str
    word: str
    entrance: Entrance

    def address(self, name: str) -> str:
        """The address of one of its pages."""
        return reverse(f"survey_{self.kind}_{name}", args=[self.word])

    @property
    def home(self) -> str:
        """Where the mark of the page leads."""
        return self.address("intro")

    @property
    def leave(self) -> str:
        """Where the customer says that they want no more of it."""
        return self.address("leave")

    @property
    def again(self) -> str:
        """Where another person begins."""
        return self.address("again")


View = Callable[[HttpRequest, Way], HttpResponse]
NONE: frozenset[Door] = frozenset()


def by_link(
    view: View, *, doors: frozenset[Door] = NONE, program: bool = False
) -> Callable[..., HttpResponse]:
    """Open a view only by a link that there is, at an open door or one that it copes with (`doors`). Else the page that
    says why; to a `program` of ours a refusal, since a page would look to it as if all were kept."""
    good, shut = doors | {Door.OPEN}, refused if program else closed

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, kind: str, word: str) -> HttpResponse:
        entrance = _entrance(request, kind, word)
        if entrance is None:
            return shut(request, "unknown", status=404)
        way = Way(kind, word, entrance)
        try:
            return view(request, way) if entrance.door in good else shut(request, str(entrance.door), way=way)
        except NotOpen as why:  # it ended between the look at the door and the lock
            return shut(request, str(why.door), way=way)

    return opened


def _entrance(request: HttpRequest, kind: str, word: str) -> Entrance | None:
    at = timezone.now()
    return by_token(word, at=at) if kind == "s" else by_code(word, session_of(request, word), at=at)


def closed(request: HttpRequest, why: str, *, way: Way | None = None, status: int = 200) -> HttpResponse:
    """The page of a link that leads to no questions: why, and what the customer can do."""
    hotline = settings.AMENDS_HOTLINE
    return render(
        request, "surveys/public/closed.html", {"why": why, "way": way, "hotline": hotline}, status=status
    )


def refused(_request: HttpRequest, why: str, *, way: Way | None = None, status: int = 409) -> HttpResponse:  # noqa: ARG001
    """What the page of the questions is told where nothing can be kept any more."""
    done = why == str(Door.DONE)
    words = _("您已经提交过了") if done else _("这次调查已经暂停或结束，不能再提交")
    return JsonResponse({"ok": False, "words": words}, status=status)


def language_now() -> tuple[str, str]:
    """The language of the page, as a response keeps it and as the questions' library calls it."""
    chosen = get_language() or settings.LANGUAGE_CODE
    return chosen[:8], "en" if chosen.startswith("en") else "zh-CN"


def _key() -> bytes:
    return salted_hmac(
        "amends.surveys.answers", "v1", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()


def session_of(request: HttpRequest, code: str) -> str:
    """What is kept of the session in which an open link is answered; empty where none has begun."""
    secret = request.COOKIES.get(SESSION, "")
    return kept_of(_key(), f"session:{code}", secret) if secret else ""


def new_session(answer: HttpResponse, code: str, secret: str) -> str:
    """Begin a session at an open link; returns what is kept of it."""
    _set(answer, SESSION, secret, days=SESSION_DAYS, path=reverse("survey_q_intro", args=[code]))
    return kept_of(_key(), f"session:{code}", secret)


def visitor(request: HttpRequest) -> Visitor:
    """Where an answer comes from. Where no cookie is kept, a browser counts with its network."""
    address = asker(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        settings.AMENDS_PROXIES,
    )
    mark = request.COOKIES.get(DEVICE, "")
    device = mark or f"{address}|{request.headers.get('User-Agent', '')}"
    return Visitor(
        device=kept_of(_key(), "device", device),
        network=kept_of(_key(), "network", address),
        ours=is_ours(address, settings.AMENDS_STAFF_NETWORKS),
    )


def mark_device(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Give a browser a random mark, by which we notice many answers from one; it says nothing about anybody."""
    if DEVICE not in request.COOKIES:
        _set(answer, DEVICE, token_hex(16), days=DEVICE_DAYS, path="/")
    return answer


def _set(answer: HttpResponse, name: str, value: str, *, days: int, path: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=days * 86_400,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
