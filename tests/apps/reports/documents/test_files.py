# SPDX-License-Identifier: Apache-2.0
"""The files of a report, opened with what people open them with."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from amends.apps.reports.rules.documents.composition import Composition, Form, digest, packed, unpacked
from amends.apps.reports.rules.documents.files import drawn
from tests.apps.reports.documents.sample import DANGEROUS, sample

AT = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def file_of(form: Form) -> BytesIO:
    return BytesIO(drawn(sample(), form, at=AT))


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """Names of the fonts of a PDF, and whether each is inside."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            below = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = below["/FontDescriptor"].get_object()
            found[str(below["/BaseFont"])] = bool({"/FontFile2", "/FontFile3"} & set(descriptor))
    return found


def test_composition_comes_back_from_a_row_as_it_was() -> None:
    assert unpacked(packed(sample())) == sample()
    assert digest(packed(sample())) == digest(dict(reversed(packed(sample()).items())))


def test_pdf_has_every_number_with_its_base_and_both_cuts_of_the_font_inside() -> None:
    reader = PdfReader(file_of(Form.PDF))
    text = "".join(page.extract_text() for page in reader.pages)
    for each in sample().numbers:
        for words in (each.label, each.shown, each.base, each.definition):
            assert words in text
    fonts = fonts_of(reader)
    assert all(fonts.values())
    assert any("Bold" in name for name in fonts)
    assert any("Regular" in name for name in fonts)


def test_words_of_a_report_are_never_read_as_markup() -> None:
    text = "".join(page.extract_text() for page in PdfReader(file_of(Form.PDF)).pages)
    for words in ('#import "x"', "*粗* $x$ _y_ <b>&amp;", "=cmd|' /C calc'!A0"):
        assert words in text


def test_slides_have_charts_that_can_be_edited_and_a_chinese_font() -> None:
    deck = Presentation(file_of(Form.PPTX))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    values = [list(series.values) for series in charts[0].plots[0].series]
    assert values == [[7.0, 3.0], [4.0, None]]
    assert list(charts[0].plots[0].categories) == ["网络", "资费"]
    frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    said = {paragraph.text for frame in frames for paragraph in frame.paragraphs}
    assert "• 本期收到投诉 10 件，上期 4 件。" in said
    with ZipFile(file_of(Form.PPTX)) as inside:
        themes = [inside.read(name) for name in inside.namelist() if "theme/theme" in name]
    assert themes
    assert all(b'<a:ea typeface=""' not in theme and b"Microsoft YaHei" in theme for theme in themes)


def test_word_has_the_numbers_the_charts_and_a_font_for_chinese() -> None:
    text = Document(file_of(Form.DOCX))
    cells = {cell.text for table in text.tables for row in table.rows for cell in row.cells}
    assert {each.shown for each in sample().numbers} <= cells
    assert len(text.inline_shapes) == 2
    for name in ("Normal", "Heading 1", "Title"):
        fonts = text.styles[name].element.rPr.rFonts
        assert {value for slot, value in fonts.attrib.items() if slot.endswith("eastAsia")} == {
            "Microsoft YaHei"
        }
    assert text.tables[0].rows[0].cells[0].paragraphs[0].runs[0].bold


def test_sheet_has_numbers_as_numbers_and_no_formula() -> None:
    book = openpyxl.load_workbook(file_of(Form.XLSX))
    sheet = book["指标与口径"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert (rows["处理及时率"][1].value, rows["处理及时率"][1].number_format) == (0.85, "0.0%")
    assert rows["低分答卷"][1].value == 1234
    cells = [cell for name in book.sheetnames for row in book[name].iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    words = {cell.value for cell in cells if cell.data_type == "s"}
    assert set(DANGEROUS) <= words
    with ZipFile(file_of(Form.XLSX)) as inside:
        assert len([name for name in inside.namelist() if "charts/chart" in name]) == 2


@pytest.mark.parametrize("form", list(Form))
def test_empty_report_is_drawn_in_every_form(form: Form) -> None:
    whole = sample()
    empty = Composition(whole.kind, "空", "东市", "十月", "en", "now", (), whole.words)
    assert len(drawn(empty, form, at=AT)) > 500
