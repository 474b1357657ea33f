# SPDX-License-Identifier: Apache-2.0
"""`{% load amends_ui %}`: every component as a tag; README.md of this package lists how each is written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amends.ui.components import labels, panels, tables, times
from amends.ui.components.charts import Option, chart_table
from amends.ui.components.devices import device_words
from amends.ui.components.numbers import Metric
from amends.ui.components.plots import Chart
from amends.ui.components.tables import Query, Table
from amends.ui.vendored import vendor_path

register = template.Library()
register.simple_tag(labels.icon, name="icon")
register.simple_tag(labels.tag, name="tag")
register.simple_tag(labels.level, name="level")
register.simple_tag(labels.meter, name="meter")
register.simple_tag(times.due, name="due")
register.simple_tag(times.moment, name="moment")
register.simple_tag(panels.notice, name="notice")
register.simple_tag(panels.crumbs, name="crumbs")
register.simple_tag(panels.facts, name="facts")
register.simple_tag(panels.empty_state, name="empty_state")
register.filter("device", device_words)
register.simple_block_tag(panels.panel, name="panel", end_name="endpanel")
register.simple_block_tag(panels.metrics, name="metrics", end_name="endmetrics")


@cache
def _fixed(name: str, _language: str | None) -> SafeString:
    return render_to_string(name)


@register.simple_tag
def fixed(name: str) -> SafeString:
    """A part that depends on nothing but the language: rendered once. Written anew each time while developing."""
    return render_to_string(name) if settings.DEBUG else _fixed(name, get_language())


@register.simple_tag
def vendor(name: str, file: str) -> str:
    """The address of a vendored file."""
    return static(vendor_path(name, file))


def query_of(context: Context) -> Query:
    """The query of the page, to keep its filters when it is sorted; empty in pages without a request."""
    request = context.get("request")
    return request.GET if request is not None else {}


@register.simple_tag(takes_context=True)
def data_table(context: Context, table: Table) -> SafeString:
    """A whole table from `amends.ui.components.tables.Table`."""
    return tables.data_table(table, query_of(context))


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, key: str, current: str = "", classes: str = "") -> SafeString:
    """One sorting head cell, for tables that a template writes by hand."""
    return tables.sort_header(label, key, current, query_of(context), classes)


@register.inclusion_tag("ui/metric.html")
def metric(
    value: str,
    label: str,
    definition: str = "",
    period: str = "",
    base: str = "",
    *,
    change: str = "",
    kind: str = "dim",
    url: str = "",
) -> dict[str, Metric]:
    """A number with its definition one press away; stands inside `{% metrics %}`."""
    return {"metric": Metric(value, label, definition, period, base, change, kind, url)}


@register.inclusion_tag("ui/panel_link.html")
def panel_link(url: str, title: str, icon: str = "", trigger: str = "load") -> dict[str, str]:
    """A panel that another area fills; a link to the same page where there is no JavaScript."""
    return {"url": url, "title": title, "icon": icon, "trigger": trigger}


@register.filter
def may(user: Any, right: str) -> bool:
    """Whether a person has a right: a link that would be refused is not shown."""
    return bool(user.may(right))


@register.filter
def looks_after(user: Any, unit: Any) -> bool:
    """Whether a unit lies within what a person looks after: what is read of others has pages that only they open."""
    return bool(user.scope.covers(unit.number))


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, object]:
    """Views of one list: items of label, url, current, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """What happened: entries of at (datetime), who, text, kind ('', 'quiet' or 'error'), url."""
    return {"entries": entries}


@register.inclusion_tag("ui/pager.html")
def pager(previous_url: str = "", next_url: str = "", words: str = "") -> dict[str, str]:
    """Keyset paging: forward and back, and how much there is in words."""
    return {"previous_url": previous_url, "next_url": next_url, "words": words}


@register.inclusion_tag("ui/progress.html")
def progress(
    words: str,
    done: float | None = None,
    total: float = 100,
    url: str = "",
    *,
    seconds: int = 3,
    state: str = "running",
    detail: str = "",
) -> dict[str, object]:
    """How far a run is. While `state` is running it asks `url` for itself again; answer 204 when unchanged."""
    return {
        "words": words,
        "done": done,
        "total": total,
        "url": url,
        "seconds": seconds,
        "state": state,
        "detail": detail,
    }


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, object]:
    """One field of a Django form with its label, help and errors. A widget with `data-wording`, the channel or
    empty, gets the wording check below it."""
    kind = bound.widget_type
    checked = "data-wording" in bound.field.widget.attrs
    channel = str(bound.field.widget.attrs.get("data-wording", ""))
    wording = wording_check(bound, channel) if checked else None
    return {"field": bound, "check": kind == "checkbox", "grouped": bound.use_fieldset, "wording": wording}


@register.inclusion_tag("ui/wording_check.html")
def wording_check(field: BoundField | str, channel: str = "", name: str = "") -> dict[str, str]:
    """What stands below a field that a customer will read: what not to say and what to say instead, as one types.
    `field` is the field or its id; `name` its name, where that is not the id without `id_`."""
    id = field.id_for_label if isinstance(field, BoundField) else field
    name = name or (field.html_name if isinstance(field, BoundField) else field.removeprefix("id_"))
    return {"url": reverse("knowledge:check_wording"), "id": id, "name": name, "channel": channel}


@register.inclusion_tag("ui/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, BaseForm]:
    """All fields of a form, errors of the whole form first."""
    return {"form": form}


@register.inclusion_tag("ui/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, clear_url: str = "?", target: str = "") -> dict[str, object]:
    """A form that filters by GET and keeps the sort order."""
    return {
        "form": form,
        "clear_url": clear_url,
        "sort": query_of(context).get("sort", ""),
        "target": target,
        "filtered": any(bool(form[name].value()) for name in form.fields),
    }


@register.inclusion_tag("ui/masked.html", takes_context=True)
def masked(context: Context, shown: str, url: str = "") -> dict[str, object]:
    """A masked identifier; the button asks `url` by POST for the whole one, which is logged there."""
    return {"shown": shown, "url": url, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("ui/confirm.html", takes_context=True)
def confirm(
    context: Context,
    id: str,
    label: str,
    *,
    title: str,
    text: str,
    url: str,
    kind: str = "primary",
    icon: str = "",
) -> dict[str, object]:
    """A button that asks in a dialog before it POSTs to `url`."""
    return {
        "id": id,
        "label": label,
        "title": title,
        "text": text,
        "url": url,
        "kind": kind,
        "icon": icon,
        "csrf_token": context.get("csrf_token", ""),
    }


@register.simple_tag(takes_context=True)
def chart(
    context: Context,
    id: str,
    shown: Option | Chart,
    caption: str,
    *,
    size: str = "m",
    table: Table | None = None,
    definition: str = "",
    period: str = "",
    base: str = "",
) -> SafeString:
    """A chart drawn in the browser, with the same numbers as a table in <details>; what is said of its numbers
    (definition, period, base) stands in the caption. `shown` is a `plots.Chart` or an option of the library."""
    option = shown.option if isinstance(shown, Chart) else shown
    told = table or (shown.table if isinstance(shown, Chart) else chart_table(option, caption))
    notes = ((_("口径"), definition), (_("统计期"), period), (_("基数"), base))
    parts = {
        "id": id,
        "option": option,
        "part": json.dumps(option, cls=DjangoJSONEncoder) if _is_part(context) else "",
        "caption": caption,
        "size": size,
        "rows": shown.rows if isinstance(shown, Chart) else 0,
        "notes": [(label, words) for label, words in notes if words],
        "numbers": tables.data_table(replace(told, caption=told.caption or caption), query_of(context)),
    }
    return render_to_string("ui/chart.html", parts)


def _is_part(context: Context) -> bool:
    """Whether htmx asked: it takes every script out of what it puts in, JSON too."""
    request = context.get("request")
    return bool(request and request.headers.get("HX-Request"))
