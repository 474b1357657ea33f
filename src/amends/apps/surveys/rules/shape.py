# SPDX-License-Identifier: Apache-2.0
"""Where a document leaves our narrowing of the format: the schema's refusals, each as the key of a sentence."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from amends.apps.surveys.rules.schema import MOST, NAME, PLAIN, SCHEMA


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong: where, which sentence of `sentences.AUTHORING`, and what it names."""

    path: str
    key: str
    values: Mapping[str, object]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(SCHEMA)


def findings(document: object) -> Iterator[Finding]:
    """What the schema refuses, in the order of the document; nothing more of it when it is too large to read."""
    size = len(json.dumps(document, ensure_ascii=False).encode())
    if size > MOST["bytes"]:
        yield Finding("", "bytes", {"count": MOST["bytes"] // 1000})
        return
    found = {(_path(each), each.validator, each.message): each for each in _validator().iter_errors(document)}
    for error in sorted(found.values(), key=lambda each: [str(part).zfill(4) for part in each.absolute_path]):
        yield from _said(error)


def _path(error: ValidationError) -> str:
    return "/".join(str(part) for part in error.absolute_path)


def _said(error: ValidationError) -> Iterator[Finding]:
    path, kind = _path(error), str(error.validator)
    limit: Any = error.validator_value
    instance: Any = error.instance
    if kind == "additionalProperties":
        schema: Any = error.schema
        for name in (each for each in instance if each not in schema["properties"]):
            yield Finding(f"{path}/{name}".lstrip("/"), "unsupported", {"name": name})
    elif kind == "required":
        name = next(each for each in limit if each not in instance)
        yield Finding(f"{path}/{name}".lstrip("/"), "missing", {"name": name})
    else:
        yield Finding(path, _key(kind, limit, path), _values(error, path))


def _key(kind: str, limit: object, path: str) -> str:
    if kind == "pattern":
        return {NAME: "name", PLAIN: "markup"}.get(str(limit), "pattern")
    if kind == "enum":
        return "type" if path.endswith("/type") else "enum"
    return kind if kind in KNOWN else "type_of"


KNOWN = {"minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum", "anyOf", "maxProperties"}


def _values(error: ValidationError, path: str) -> dict[str, Any]:
    limit = error.validator_value
    several = "、".join(str(each) for each in limit) if isinstance(limit, list) else ""
    shown = str(error.instance)
    return {
        "name": path.rpartition("/")[2],
        "value": shown if len(shown) <= 40 else shown[:39] + "…",
        "limit": several if error.validator == "enum" else limit,
    }
