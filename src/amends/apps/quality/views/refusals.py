# SPDX-License-Identifier: Apache-2.0
"""What a verb refused, said at the field that it is about."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import Form

from amends.apps.quality.actions.refusals import QualityRefused


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Around a verb: a refusal becomes an error of the form, at its field where it has that one."""
    try:
        yield
    except QualityRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
