# SPDX-License-Identifier: Apache-2.0
"""Check the wording of a text for customers: what not to say, where it stands, and what to say instead.

One message or turn a line. `start` and `end` of a finding are columns of its line, counted from 0, the end not
included. Lines such as `客户：…` are the customer's and are not checked. Exit code: 0 nothing found, 1 findings, 2 the
input cannot be used.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from amends.analytics.language.checking import Finding, Rules, check, columns, read_rules, told, unified_terms
from amends.packs import load, load_rows

STDIN = "-"
MOST_BYTES = 64 << 20
SEVERITY_NAMES = {"high": "高", "medium": "中", "low": "低", "wording": "用词"}


class Unusable(Exception):
    """The input is no text, is too large or cannot be read; the message says what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The text, and what is known of it."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "file", metavar="FILE", help="a text file in UTF-8 or GB18030; - reads standard input"
    )
    parser.add_argument("--json", action="store_true", help='write {"findings": [{line, start, end, …}]}')
    parser.add_argument("--channel", default="", help="where it is said: sms, chat, call, hall, email …")
    parser.add_argument(
        "--confirmed",
        action="append",
        default=[],
        metavar="WORDS",
        help="an amount or a date that was confirmed to the customer; can be given several times",
    )


def run(args: argparse.Namespace) -> int:
    """Check it: 0 nothing found, 1 findings, 2 unusable input."""
    try:
        text = _read(args.file)
    except Unusable as error:
        print(f"amends check-wording：{error}", file=sys.stderr)
        return 2
    found = check(text, pack_rules(), channel=args.channel, confirmed=args.confirmed)
    print(_as_json(text, found) if args.json else "\n".join(_lines(text, found)))
    return 1 if found else 0


def pack_rules() -> Rules:
    """The rules of the pack, compiled."""
    more = tuple(cast(Any, load(name)) for name in ("wording_rules", "survey_begging"))
    terms = unified_terms(load_rows("unified_wording"))
    return read_rules(phrases=cast(Any, load("forbidden_phrases")), terms=terms, more=more)


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if name == STDIN else _bytes(Path(name))
    except FileNotFoundError as error:
        raise Unusable(f"没有文件 {name}，请核对路径。") from error
    except OSError as error:
        raise Unusable(f"读不了 {name}：{error.strerror}") from error
    if len(data) > MOST_BYTES:
        raise Unusable(f"{name} 超过 {MOST_BYTES >> 20} MB，请分开检查。")
    return _decoded(data, name).replace("\r\n", "\n").replace("\r", "\n")


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" in data:
        raise Unusable(f"{name} 不是文本文件。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unusable(f"{name} 既不是 UTF-8 也不是 GB18030 的文本。")


def _as_json(text: str, found: tuple[Finding, ...]) -> str:
    return json.dumps({"findings": [told(text, each) for each in found]}, ensure_ascii=False, indent=2)


def _lines(text: str, found: tuple[Finding, ...]) -> Iterator[str]:
    for each in found:
        place = f"第 {each.line} 行第 {columns(text, each)[0] + 1} 字"
        yield f"{place} [{SEVERITY_NAMES[each.severity]}] {each.rule} “{each.text}”"
        yield f"    改为：{each.better}"
        yield f"    原因：{each.why}"
    yield f"共 {len(found)} 处。" if found else "没有发现要改的用语。"
