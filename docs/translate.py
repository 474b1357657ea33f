# SPDX-License-Identifier: Apache-2.0
"""Keeps the English catalogue in step with the Chinese that the code says; needs polib, not GNU gettext.

`python docs/translate.py` finds every sentence of the product, keeps what is translated, drops what nobody says
any more, and compiles. With --check it changes nothing and says what is missing or out of date.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, cast

import polib
from django.utils.translation.template import templatize

from amends.packs import Document, load
from amends.pipeline.features import FEATURES
from amends.pipeline.intake.unfit import WORDS
from amends.pipeline.intake.units import units_of
from amends.pipeline.schema import Column
from amends.pipeline.sources import FEEDS

SOURCE = Path(__file__).parents[1] / "src" / "amends"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
METADATA = {  # no dates, no hosts, no names: the same sentences make the same bytes
    "Project-Id-Version": "amends",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
WIDTH = 110
PARTS = {
    "gettext": ("singular",),
    "ngettext": ("singular", "plural"),
    "pgettext": ("context", "singular"),
    "npgettext": ("context", "singular", "plural"),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL_IN_TEMPLATE = re.compile(rf"(?:^|\s)((?:n?p?gettext|_)\({LITERAL}(?:,\s*{LITERAL})*(?:,\s*count)?\))")
PLACEHOLDER = re.compile(r"%\(\w+\)[\d.]*[sdf]|%[sd%]|\{\w*(?::[^{}]*)?\}")
QUOTED = re.compile("“[^”]*”")  # words that are typed or looked for as they are, whatever the page speaks
HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]")
PRODUCT_NAME = "着落"
ENDS_MARKUP = frozenset('"<>')  # templates put translations into attributes as they are


class Message(NamedTuple):
    """One sentence as gettext knows it."""

    context: str
    singular: str
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a catalogue looks it up by."""
        return self.singular, self.context


def _is(name: str) -> str:
    """The plain function behind a name of gettext's family."""
    return re.sub(r"_(lazy|noop)$", "", name)


def _message(function: str, arguments: Iterable[ast.expr]) -> Message | None:
    """What a call asks for; nothing where its text is a variable, translated where it was written."""
    given: dict[str, str] = {}
    for part, argument in zip(PARTS[function], arguments, strict=False):
        if isinstance(argument, ast.JoinedStr):
            raise SyntaxError(f"an f-string cannot be translated: {ast.unparse(argument)}")
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            return None
        given[part] = argument.value
    return Message(given.get("context", ""), given["singular"], given.get("plural", ""))


def gettext_names(tree: ast.AST) -> dict[str, str]:
    """The names by which a module calls gettext's family, and which of them each is."""
    return {
        alias.asname or alias.name: _is(alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if _is(alias.name) in PARTS
    }


def said_in_python(text: str) -> Iterator[Message]:
    """Every sentence that a module hands to gettext."""
    tree = ast.parse(text)
    names = gettext_names(tree)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    for call in calls:
        name = names.get(call.func.id) if isinstance(call.func, ast.Name) else None
        if name and (message := _message(name, call.args)):
            yield message


def said_in_template(text: str) -> Iterator[Message]:
    """Every sentence of a template, with exactly the key that Django will look it up by."""
    for found in CALL_IN_TEMPLATE.finditer(templatize(text)):
        call = ast.parse(found[1], mode="eval").body
        assert isinstance(call, ast.Call)
        assert isinstance(call.func, ast.Name)
        if message := _message("gettext" if call.func.id == "_" else call.func.id, call.args):
            yield message


def said_in_content() -> Iterator[Message]:
    """What pages show of declarations that know no gettext: columns, units, why a cell is unfit, steps of the run,
    roles of the pack."""
    words = {text for feed in FEEDS.values() for column in feed.columns for text in _of_column(column)}
    words |= set(WORDS.values()) | {feature.unit for feature in FEATURES} | set(_notes_of_the_run())
    for name, part in (("channels_and_roles", "roles"), ("recovery_playbooks", "authority_levels")):
        words |= {str(row["name_zh"]) for row in cast(tuple[Document, ...], load(name)[part])}
    words |= set(_chosen("channels_and_roles", "channels", "name_zh"))
    words |= set(_chosen("channels_and_roles", "level_rules", "name_zh", "extra_zh"))
    words |= set(_chosen("rights", "keep", "basis_zh"))
    words |= set(_chosen("intake_words", "slots", "name_zh", "ask_zh"))
    words |= set(_outside())
    words |= set(_chosen("governance", "programme_elements", "name_zh", "ask_zh"))
    words |= set(_chosen("governance", "role_goals", "name_zh", "goal_zh"))
    words |= set(_chosen("metrics", "metrics", "name_zh", "definition_zh", "excludes_zh"))
    yield from (Message("", text) for text in words)


def _chosen(name: str, part: str, *columns: str) -> Iterator[str]:
    """Some columns of a table of the pack; of the metrics, those that the desk shows: they have a definition."""
    for row in cast(tuple[Document, ...], load(name)[part]):
        if "definition_zh" not in columns or "definition_zh" in row:
            yield from (str(row[column]) for column in columns if row.get(column))


def _outside() -> Iterator[str]:
    """What the intake says of customers who name somebody outside."""
    said = cast(Document, load("intake_words")["outside"])
    yield from map(str, cast(tuple[str, ...], said["do_zh"]))
    for row in cast(tuple[Document, ...], said["routes"]):
        yield from (str(row[column]) for column in ("name_zh", "do_zh") if row.get(column))


def _of_column(column: Column) -> Iterator[str]:
    yield column.zh
    yield from (unit.zh for unit in units_of(column).values())


def _notes_of_the_run() -> Iterator[str]:
    """The steps of the night and what is noted behind them; every Chinese string of the two modules is one."""
    for name in ("night", "run"):
        tree = ast.parse((SOURCE / "pipeline" / f"{name}.py").read_text(encoding="utf-8"))
        values = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        yield from (value for value in values if isinstance(value, str) and HAN.search(value))


def _said() -> Iterator[Message]:
    yield from said_in_content()
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from said_in_python(path.read_text(encoding="utf-8"))
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        if path.suffix in {".html", ".txt"}:
            yield from said_in_template(path.read_text(encoding="utf-8"))


def said() -> list[Message]:
    """Every Chinese sentence of the product, once, in order of its text."""
    kept: dict[tuple[str, str], Message] = {}
    for message in _said():
        if HAN.search(message.singular) and not (message.key in kept and not message.plural):
            kept[message.key] = message
    return [kept[key] for key in sorted(kept)]


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    """The message with the English it had, if it still asks for the same forms."""
    entry = polib.POEntry(msgid=message.singular, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}
    elif old:
        entry.msgstr = old.msgstr
    return entry


def refreshed(old: Iterable[polib.POEntry], messages: Iterable[Message]) -> polib.POFile:
    """A catalogue of exactly these messages, with the English that the old one has for them."""
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in old}
    catalogue = polib.POFile(wrapwidth=WIDTH)
    catalogue.metadata = dict(METADATA)
    catalogue.extend(_entry(message, known.get(message.key)) for message in messages)
    return catalogue


def stored() -> polib.POFile:
    """The catalogue as it lies in the repository; empty before the first time."""
    return polib.pofile(str(CATALOGUE), wrapwidth=WIDTH) if CATALOGUE.exists() else polib.POFile()


def english(entry: polib.POEntry) -> list[str]:
    """The English forms of an entry: one, or one and many."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with a translation: missing, still Chinese, or with other placeholders."""
    for form in english(entry):
        if not form.strip():
            yield f"no English: {entry.msgid!r}"
        elif HAN.search(QUOTED.sub("", form.replace(PRODUCT_NAME, ""))):
            yield f"still Chinese: {entry.msgid!r} → {form!r}"
        elif set(form) & ENDS_MARKUP - set(entry.msgid):
            yield f"not safe inside markup: {entry.msgid!r} → {form!r}"
        elif _placeholders(form) != _placeholders(entry.msgid):
            yield f"other placeholders: {entry.msgid!r} → {form!r}"


def _placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def complaints() -> list[str]:
    """Everything that keeps the product from speaking English throughout."""
    old = stored()
    new = refreshed(old, said())
    found = [fault for entry in new for fault in faults(entry)]
    if str(new) != str(old):
        found.append("django.po is not what the code says: make docs")
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != new.to_binary():
        found.append("django.mo is not compiled from django.po: make docs")
    return found


def update() -> None:
    """Write the catalogue and its compiled form."""
    old = stored()
    new = refreshed(old, said())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(f"{new}\n", encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(new.to_binary())


def main() -> int:
    """Update, or with --check only look; either way say what is still to be translated."""
    if "--check" not in sys.argv:
        update()
    found = complaints()
    print("\n".join(found) or "the product speaks English throughout")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
