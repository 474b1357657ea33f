# SPDX-License-Identifier: Apache-2.0
"""Which files of a mail are kept: told by their content, bounded, under names that lead nowhere."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.cases.rules.mail import attached
from amends.apps.cases.rules.mail.attached import (
    LONGEST_NAME,
    Bounds,
    Refused,
    file_name,
    judged,
    within_room,
)
from amends.apps.cases.rules.mail.bodies import Attached
from amends.apps.cases.rules.mail.kinds import KINDS, ending_of, kind_of
from tests.apps.cases.mail.files import BAD, DOCX, GOOD, PDF, PNG, PROGRAM, office

BOUNDS = Bounds(most=2, each=100, together=150)


@pytest.mark.parametrize("name", GOOD)
def test_kind_is_told_by_the_content(name: str) -> None:
    kind = kind_of(GOOD[name], name)
    assert kind is not None
    assert ending_of(name) in kind.endings


def test_every_kind_has_a_file_here() -> None:
    found = {name: kind_of(content, name) for name, content in GOOD.items()}
    assert {each.code for each in found.values() if each} == set(KINDS)


@pytest.mark.parametrize("name", BAD)
def test_file_that_is_none_of_them_is_refused_whatever_it_is_called(name: str) -> None:
    assert kind_of(BAD[name], name) is None


@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.txt", "a.docx", "a.mp3", "a"]))
def test_any_bytes_are_of_some_kind_or_none(content: bytes, name: str) -> None:
    kind = kind_of(content, name)
    assert kind is None or kind.code in KINDS


def _why(*files: Attached, held: int = 0) -> list[Refused | None]:
    return [each.refused for each in within_room(judged(files, BOUNDS), BOUNDS, held=held)]


def test_files_are_kept_within_the_bounds_and_each_other_says_why() -> None:
    big, small = Attached("b.pdf", PDF.ljust(101)), Attached("a.pdf", PDF)
    assert _why(big) == [Refused.TOO_LARGE]
    assert _why(small, Attached("x.exe", PROGRAM), small, small) == [
        None,
        Refused.KIND,
        None,
        Refused.TOO_MANY,
    ]
    assert _why(small, held=150 - len(PDF)) == [None]
    assert _why(small, held=151 - len(PDF)) == [Refused.NO_ROOM]
    assert _why(Attached("a.pdf", b"")) == [Refused.EMPTY]
    assert _why(Attached("a.pdf", PDF, torn=True)) == [Refused.TORN]
    assert _why(Attached("a.eml", b"", is_mail=True)) == [Refused.KIND]


def test_file_that_is_not_kept_anyway_is_not_looked_into() -> None:
    big, small = Attached("b.docx", DOCX.ljust(101)), Attached("a.pdf", PDF)
    with patch.object(attached, "kind_of", return_value=KINDS["pdf"]) as asked:
        assert _why(big, replace(small, torn=True)) == [Refused.TOO_LARGE, Refused.TORN]
        assert not asked.called
        assert _why(small, small, small) == [None, None, Refused.TOO_MANY]
        assert asked.call_count == 2


def test_room_that_is_left_goes_to_the_files_in_their_order() -> None:
    files = judged([Attached("a.pdf", PDF), Attached("b.png", PNG)], BOUNDS)
    first, second = within_room(files, BOUNDS, held=150 - len(PNG))
    assert (first.refused, first.digest, second) == (Refused.NO_ROOM, "", files[1])


@pytest.mark.parametrize("told", [5_001, 1])
def test_list_of_an_office_file_is_not_read_where_it_is_too_long(told: int) -> None:
    names = ["[Content_Types].xml", "word/document.xml", *map(str, range(4_999))]
    whole = office(*names)
    assert whole[-12:-10] == (5_001).to_bytes(2, "little")
    lying = whole[:-14] + told.to_bytes(2, "little") * 2 + whole[-10:]
    with patch("zipfile.ZipFile", side_effect=AssertionError):
        assert kind_of(lying, "a.docx") is None


def test_place_of_a_file_is_that_in_its_mail() -> None:
    found = judged([Attached("x.exe", PROGRAM), Attached("a.png", PNG)], BOUNDS)
    assert [(each.number, each.name, bool(each.digest)) for each in found] == [
        (1, "x.exe", False),
        (2, "a.png", True),
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "etc_passwd.pdf"),
        ("C:\\账单\\六月.pdf", "C_账单_六月.pdf"),
        ("photo\u202efdp.exe", "photofdp.exe.pdf"),
        ("invoice.exe", "invoice.exe.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_b.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("", "3.pdf"),
        (".pdf", "pdf.pdf"),
        ("六月 账单.PDF", "六月_账单.PDF"),
    ],
)
def test_name_leads_nowhere_and_ends_as_what_the_file_is(name: str, kept: str) -> None:
    assert file_name(name, KINDS["pdf"], 3) == kept


@given(st.text(max_size=300))
def test_any_name_is_one_on_every_system(name: str) -> None:
    for kind in (None, KINDS["jpeg"]):
        found = file_name(name, kind, 1)
        assert 0 < len(found) <= LONGEST_NAME
        assert not set(found) & set('/\\:*?"<>|\r\n\0\u202e')
        assert not found.startswith(".")
        assert found.isprintable()
