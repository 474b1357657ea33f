# SPDX-License-Identifier: Apache-2.0
"""What pages of the hotline share: what a verb refused, said at the form or on the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from amends.apps.halls.actions.hotline.refusals import HotlineRefused


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Around a verb: a refusal becomes an error of the field it is about, or of the form."""
    try:
        yield
    except HotlineRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """Around a verb behind a button: a refusal is said on the next page."""
    try:
        yield
    except HotlineRefused as refusal:
        messages.error(request, refusal.sentence)


def percent(share: float | None) -> str:
    """A share as people read it; a dash where there is no base."""
    return "—" if share is None else f"{100 * share:.1f}%"
