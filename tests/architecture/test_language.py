# SPDX-License-Identifier: Apache-2.0
"""Chinese first, English throughout: every sentence of the product has its English, and none escapes gettext."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils import translation

from docs import translate
from docs.translate import HAN, SOURCE, Message

TRANSLATED_ARGUMENT = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
FOR_DEVELOPERS = {
    "ui/gallery.py",
    "ui/gallery_charts.py",
    "ui/templates/ui/gallery.html",
}  # shown only with AMENDS_DEBUG; sample content
DATA = {
    "apps/customers/forms/segments.py": {"，"},  # a comma that people type, read like any other
    "ui/templates/ui/_language.html": {"中文"},  # a language is named in itself
}


def bare_in_template(text: str) -> Iterator[str]:
    """Chinese in a template outside `translate`, `blocktranslate`, `_("…")` and comments."""
    until = ""
    for token in Lexer(text).tokenize():
        tag = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if until:
            until = "" if tag.startswith(until) else until
        elif tag == "comment" or tag.startswith("blocktrans"):
            until = f"end{tag}"
        elif tag not in {"translate", "trans"} and token.token_type != TokenType.COMMENT:
            yield from filter(HAN.search, TRANSLATED_ARGUMENT.sub("", token.contents).split())


def bare_in_python(text: str) -> Iterator[str]:
    """Chinese in a module outside docstrings and calls of gettext."""
    tree = ast.parse(text)
    names = translate.gettext_names(tree)
    known = {id(child) for node in ast.walk(tree) if _speaks(node, names) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known:
            yield from [node.value] if HAN.search(node.value) else []


def _speaks(node: ast.AST, names: dict[str, str]) -> bool:
    """Whether a node is a call of gettext, or a string that stands alone: a docstring."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in names
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shown(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in SOURCE.glob(pattern)}
    kept = [path for path in found if path.relative_to(SOURCE).as_posix() not in FOR_DEVELOPERS]
    assert kept
    return sorted(kept)


def _offenders(paths: list[Path], bare: Callable[[str], Iterator[str]]) -> list[str]:
    named = [(path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    escaped = [(name, found) for name, text in named for found in bare(text)]
    return [f"{name}: {text}" for name, text in escaped if not any(d in text for d in DATA.get(name, ()))]


def test_every_sentence_has_its_english() -> None:
    assert translate.complaints() == []


def test_every_template_speaks_through_gettext() -> None:
    assert _offenders(_shown("**/templates/**/*.html", "**/templates/**/*.txt"), bare_in_template) == []


def test_pages_and_verbs_speak_through_gettext() -> None:
    areas = [f"apps/*/{part}" for part in ("views", "forms", "actions", "models", "panels")]
    paths = _shown("ui/**/*.py", *(f"{each}.py" for each in areas), *(f"{each}/*.py" for each in areas))
    assert _offenders(paths, bare_in_python) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% translate "案件" %}', []),
        ("{% blocktranslate %}共 {{ n }} 件{% endblocktranslate %}", []),
        ('{% tag _("案件") "info" %}', []),
        ("{# 案件 #}", []),
        ("<p>案件</p>", ["<p>案件</p>"]),
        ('{% tag "案件" "info" %}', ['"案件"']),
        ('{{ names|join:"、" }}', ['names|join:"、"']),
        ("{% blocktranslate %}件{% endblocktranslate %}：", ["："]),
    ],
)
def test_bare_chinese_is_seen_in_a_template(text: str, found: list[str]) -> None:
    assert list(bare_in_template(text)) == found


def test_bare_chinese_is_seen_in_a_module() -> None:
    code = (
        'from django.utils.translation import gettext as _\ndef f():\n    "说明"\n    return _("甲") + "乙"\n'
    )
    assert list(bare_in_python(code)) == ["乙"]


def test_sentences_are_found_in_a_module_under_any_name() -> None:
    code = "from django.utils.translation import ngettext_lazy as n, pgettext\n"
    code += "n('%(n)s 件', '%(n)s 件', 2)\npgettext('动词', '开')"
    assert set(translate.said_in_python(code)) == {Message("", "%(n)s 件", "%(n)s 件"), Message("动词", "开")}


def test_an_f_string_is_refused_since_nothing_could_look_it_up() -> None:
    code = 'from django.utils.translation import gettext\ngettext(f"共 {n} 件")'
    with pytest.raises(SyntaxError, match="f-string"):
        list(translate.said_in_python(code))


def test_sentences_are_found_in_a_template_as_django_looks_them_up() -> None:
    text = '{% blocktranslate trimmed %}\n 共 {{ n }} 件，\n 占 5%\n{% endblocktranslate %}{{ a|default:_("系统") }}'
    assert set(translate.said_in_template(text)) == {Message("", "共 %(n)s 件， 占 5%%"), Message("", "系统")}


def test_a_catalogue_keeps_what_is_translated_and_drops_what_nobody_says() -> None:
    old = [polib.POEntry(msgid="案件", msgstr="Case"), polib.POEntry(msgid="旧话", msgstr="Old words")]
    new = translate.refreshed(old, [Message("", "案件"), Message("", "承诺")])
    assert [(entry.msgid, entry.msgstr) for entry in new] == [("案件", "Case"), ("承诺", "")]


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("", "no English"),
        ("Case 案件 %(n)s", "still Chinese"),
        ("Case %(m)s", "other placeholders"),
        ("Case", "other placeholders"),
        ('The "case" %(n)s', "not safe inside markup"),
        ("着落: case %(n)s", None),
    ],
)
def test_a_translation_is_faulted_when(english: str, fault: str | None) -> None:
    found = list(translate.faults(polib.POEntry(msgid="案件 %(n)s", msgstr=english)))
    assert [each.split(":")[0] for each in found] == ([fault] if fault else [])


def test_english_is_spoken_to_those_who_choose_it() -> None:
    with translation.override("en"):
        assert translation.gettext("客户") == "Customer"
        assert translation.ngettext("共 %(count)s 条", "共 %(count)s 条", 1) == "%(count)s promise"
    with translation.override("zh-hans"):
        assert translation.gettext("客户") == "客户"
