# SPDX-License-Identifier: Apache-2.0
"""What an action refused, said at the field it is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import Form

from amends.apps.promises.actions.change import PromiseChanged, PromiseRefused


@contextmanager
def refusals_on(*forms: Form) -> Iterator[None]:
    """Around an action: a refusal becomes an error of the last form that has the field, or of the first form."""
    try:
        yield
    except PromiseRefused as refusal:
        having = [form for form in forms if refusal.field in form.fields]
        if having:
            having[-1].add_error(refusal.field, refusal.sentence)
        else:
            forms[0].add_error(None, refusal.sentence)
        if isinstance(refusal, PromiseChanged):
            _show_version(forms[0], refusal.promise.version)


def _show_version(form: Form, version: int) -> None:
    """The page now shows the newest promise, so sending the form again means that one."""
    form.data = {**{name: form.data[name] for name in form.data}, "version": str(version)}
