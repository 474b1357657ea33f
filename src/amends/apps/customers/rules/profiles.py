# SPDX-License-Identifier: Apache-2.0
"""Which columns of the subscribers feed are a customer's profile, and which values they may hold."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

# column of the feed → longest text; the names are those of the feed and of `Customer`
TEXTS: Mapping[str, int] = MappingProxyType(
    {
        "region": 40,
        "settlement": 8,
        "customer_kind": 12,
        "plan_code": 40,
        "plan_name": 80,
        "value_tier": 12,
        "line_state": 12,
    }
)
CHOICES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "customer_kind": frozenset({"personal", "household", "enterprise"}),
        "line_state": frozenset({"active", "suspended", "closed"}),
    }
)
DEFAULTS: Mapping[str, str] = MappingProxyType({"customer_kind": "personal", "line_state": "active"})
PROFILE_COLUMNS: tuple[str, ...] = (*TEXTS, "plan_fee", "joined_date", "do_not_contact")
CONSENT_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"survey_consent": "survey", "commercial_consent": "commercial"}
)
LONGEST_CODE = 64
# A code stands in addresses: no space, slash, question mark or hash, and more than dots.
_CODE = re.compile(r"(?!\.+$)[^\s/\\?#%]+")


class WrongValue(ValueError):
    """A cell cannot be kept: which column, which value, and what is the matter with it (`too_long`, `unknown` …)."""

    def __init__(self, column: str, value: object, problem: str) -> None:
        super().__init__(f"{column}: {value!r} {problem}")
        self.column, self.value, self.problem = column, value, problem


def kept_value(column: str, value: object) -> object:
    """A cell as `Customer` keeps it. Raises `WrongValue`."""
    if column in TEXTS:
        return _text(column, value)
    if column == "plan_fee":
        return _whole(column, value)
    if column == "joined_date":
        return _day(column, value)
    return bool(value)


def kept_code(value: object) -> str:
    """A customer's code as it is kept. Raises `WrongValue` for none and for one that is too long."""
    code = str(value).strip() if value is not None else ""
    if not code:
        raise WrongValue("customer_id", value, "missing")
    if len(code) > LONGEST_CODE:
        raise WrongValue("customer_id", value, "too_long")
    if not _CODE.fullmatch(code):
        raise WrongValue("customer_id", value, "bad_code")
    return code


def _text(column: str, value: object) -> str:
    text = str(value).strip() if value is not None else DEFAULTS.get(column, "")
    if len(text) > TEXTS[column]:
        raise WrongValue(column, value, "too_long")
    if column in CHOICES and text not in CHOICES[column]:
        raise WrongValue(column, value, "unknown")
    return text


def _whole(column: str, value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise WrongValue(column, value, "not_a_number")


def _day(column: str, value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    raise WrongValue(column, value, "not_a_date")
