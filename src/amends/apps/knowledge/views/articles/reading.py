# SPDX-License-Identifier: Apache-2.0
"""Reading: find an article as one types, and the one screen that answers the customer."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from amends.apps.core.access import needs, person
from amends.apps.core.models import User
from amends.apps.core.rules.roles import Right
from amends.apps.knowledge.models import Article, ArticleVersion
from amends.apps.knowledge.models.articles import COMPLAINTS, SPOKEN
from amends.apps.knowledge.queries.articles import (
    PAGE,
    current,
    in_force_of,
    newest,
    open_feedback,
    place,
    uses_of,
    versions_of,
    writes,
    wrote,
)
from amends.apps.knowledge.queries.checked import findings_in_article
from amends.apps.knowledge.queries.lessons import lessons
from amends.apps.knowledge.queries.notices import unread_by
from amends.apps.knowledge.queries.search import search_articles
from amends.apps.knowledge.queries.topics import topic_code, topic_groups, topic_name
from amends.apps.knowledge.queries.wording import Shown
from amends.apps.knowledge.rules.article_words import Spoken, Stage
from amends.apps.knowledge.rules.articles import differences
from amends.apps.knowledge.views.articles.finding import found_article, written_article


@require_GET
@needs()
def articles(request: HttpRequest) -> HttpResponse:
    """Articles in force: those that hold the words, else the newest."""
    user, today = person(request), timezone.localdate()
    words, topic = request.GET.get("q", "").strip(), topic_code(request.GET.get("topic", ""))
    context: dict[str, object] = {"words": words, "topic": topic, "today": today}
    if words:
        context["hits"] = search_articles(user.scope, words, today, topic=topic)
    else:
        rows = newest(user.scope, today, topic=topic, after=request.GET.get("after", ""))
        context |= {"rows": rows, "after": place(rows[-1], today) if len(rows) == PAGE else ""}
    if request.headers.get("HX-Request"):
        return render(request, "knowledge/articles/_found.html", context)
    context |= {"tabs": _tabs(topic, words), "unread": unread_by(user), **_may(user)}
    return render(request, "knowledge/articles/list.html", context)


def _tabs(topic: str, words: str) -> list[dict[str, object]]:
    every = [("", _("全部")), *topic_groups()]
    return [
        {"label": name, "url": "?" + urlencode({"topic": code, "q": words}), "current": code == topic}
        for code, name in every
    ]


def _may(user: User) -> dict[str, bool]:
    return {
        "may_write": user.may(Right.WRITE_KNOWLEDGE),
        "may_work": user.may(Right.WRITE_KNOWLEDGE) or user.may(Right.APPROVE_KNOWLEDGE),
        "may_lead": user.may(Right.ASSIGN_CASES),
    }


@require_GET
@needs()
def article(request: HttpRequest, code: str) -> HttpResponse:
    """One article: what is answered first; for those who write, the version that waits."""
    found, user, today = found_article(request, code), person(request), timezone.localdate()
    works, version = writes(user, found), None if found.retired_at else current(found, today)
    if version is None and not works:
        raise Http404
    context = {
        "article": found, "version": version, "is_overdue": found.is_overdue(today), "works": works,
        "topic": topic_name(found.topic), "says": _says(version), "complaints": COMPLAINTS.items(),
        "facts": _facts(found, version), "uses": uses_of(found, user.scope), **_may(user),
        **(_work(found, user) if works else {}),
    }  # fmt: skip
    return render(request, "knowledge/articles/page.html", context)


def _says(version: ArticleVersion | None) -> list[tuple[object, str, bool]]:
    """How each channel says it: its own words, else the short answer."""
    if version is None:
        return []
    return [
        (name, version.says.get(each.value) or version.short, each in version.says)
        for each, name in SPOKEN.items()
    ]


def _work(article: Article, user: User) -> dict[str, object]:
    draft = next((each for each in versions_of(article) if each.state != Stage.APPROVED), None)
    own = draft is not None and wrote(user, draft)
    waits = draft is not None and draft.state == Stage.PLAIN and not draft.returned_reason
    return {
        "draft": draft, "draft_says": _says(draft), "draft_is_own": own, "waits": waits,
        "checked": _checked(draft) if draft is not None and waits else [],
        "feedback": open_feedback(article),
        "may_approve": user.may(Right.APPROVE_KNOWLEDGE) and waits and not own,
        "may_end": user.may(Right.APPROVE_KNOWLEDGE) and not article.retired_at,
    }  # fmt: skip


PARTS = {
    "short": gettext_lazy("一句话答案"),
    "points": gettext_lazy("要点"),
    "body": gettext_lazy("详细说明"),
}


def _checked(draft: ArticleVersion) -> list[tuple[object, Sequence[Shown]]]:
    """What the wording check finds, with the name of the part it stands in."""
    found = findings_in_article(draft)
    return [(PARTS.get(each.part) or SPOKEN[Spoken(each.channel)], each.found) for each in found]


def _facts(article: Article, version: ArticleVersion | None) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [(_("编号"), article.code), (_("机构"), article.unit)]
    if version:
        last = version.last_date or _("长期")
        rows.append((_("有效期"), _("%(first)s 至 %(last)s") % {"first": version.starts_date, "last": last}))
        rows.append((_("版本"), f"v{version.number}"))
        rows.append((_("批准人"), version.approved_by))
    rows.append((_("复审日期"), article.review_date))
    rows.append((_("负责人"), article.owner))
    rows.append((_("资料来源"), article.get_source_channel_display()))
    return [*rows, *([(_("从哪个案件来"), article.lesson_of)] if article.lesson_of else [])]


@require_GET
@needs()
def history(request: HttpRequest, code: str) -> HttpResponse:
    """The versions of an article, and what changed from each to the next; and from the material to plain words."""
    found = written_article(request, code)
    versions = versions_of(found)
    pairs = list(zip(versions, [*versions[1:], None], strict=True))
    lines = [(new, differences(_text(old), _text(new)) if old else ()) for new, old in pairs]
    return render(request, "knowledge/articles/history.html", {"article": found, "lines": lines})


def _text(version: ArticleVersion) -> str:
    said = [(name, version.says[each.value]) for each, name in SPOKEN.items() if each.value in version.says]
    says = [_("%(channel)s：%(words)s") % {"channel": name, "words": words} for name, words in said]
    return "\n".join([version.title, version.short, *version.points, version.body, *says])


@require_GET
@needs()
def lesson_list(request: HttpRequest) -> HttpResponse:
    """What was learnt from cases: each article that a lesson became, or is to become."""
    user, found = person(request), lessons(person(request).scope)
    read = in_force_of(found, user.scope, timezone.localdate())
    rows = [each for each in found if each.pk in read or writes(user, each)]
    return render(request, "knowledge/articles/lessons.html", {"rows": rows})
