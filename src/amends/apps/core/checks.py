# SPDX-License-Identifier: Apache-2.0
"""What is asked of another area by a name in the settings must be there when the server starts."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string


def names_are_there(*names: str) -> Callable[..., list[CheckMessage]]:
    """A system check over settings that hold a dotted name or several."""

    def check(**_options: Any) -> list[CheckMessage]:
        listed = [(name, each) for name in names for each in _dotted(name)]
        return [_error(name, each) for name, each in listed if not _is_there(each)]

    return check


def _dotted(name: str) -> tuple[str, ...]:
    value = getattr(settings, name)
    return (value,) if isinstance(value, str) else tuple(value)


def _is_there(dotted: str) -> bool:
    try:
        return callable(import_string(dotted))
    except ImportError:
        return False


def _error(name: str, dotted: str) -> CheckMessage:
    hint = f"{name} in amends/config/settings.py names a function that answers; see docs/decisions/0011."
    return Error(f"{dotted} is not there.", hint=hint, id="amends.E011")
