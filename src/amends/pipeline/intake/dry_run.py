# SPDX-License-Identifier: Apache-2.0
"""What would happen if a file were taken in: for the page where columns are matched. Writes nothing into the store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from amends.kernel.identifiers import masked_mail, masked_name, masked_number
from amends.pipeline.intake.convert import ORDER, Problem, convert, records_by_row
from amends.pipeline.intake.ingest import IngestResult, Job, counted, merged_rows, staged
from amends.pipeline.intake.mapping import Mapping, MappingError
from amends.pipeline.intake.mapping_checks import bound, checked
from amends.pipeline.intake.reading import RawTable, file_kind, read_batches, sheet_names
from amends.pipeline.intake.suggesting import Suggestion, suggest_mapping
from amends.pipeline.intake.table import cell_text
from amends.pipeline.schema import Feed

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class HeaderShown:
    """One column of the file: its 1-based position, header, and the first values found in it."""

    position: int
    header: str
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file seen through a mapping. `records` are the first converted rows with personal values masked;
    `outcome` counts the whole file (None when the mapping cannot be used: `mapping_problems` says why).
    """

    sheets: tuple[str, ...]
    sheet: str
    header_row: int
    headers: tuple[HeaderShown, ...]
    suggestion: Suggestion
    mapping: Mapping
    mapping_problems: tuple[str, ...]
    records: tuple[dict[str, object], ...]
    outcome: IngestResult | None


def preview(
    path: Path,
    mapping: Mapping | None,
    feed: Feed,
    *,
    home: Path | None = None,
    rows: int = 20,
    sheet: str | None = None,
    known_units: Callable[[str], bool] | None = None,
) -> Preview:
    """Read a file and say what a mapping (None: the suggested one) would make of it.

    With `home` the counts compare with what the store holds; without it every record counts as new. Raises
    `UnreadableFile`.
    """
    wanted = sheet or (mapping.sheet if mapping else None)
    header_row = mapping.header_row if mapping else None
    head = next(iter(read_batches(path, sheet=wanted, rows=max(rows, 200), header_row=header_row)))
    suggestion = suggest_mapping(head.headers, head.columns, feed, positions=head.positions, sheet=wanted)
    used = mapping or suggestion.mapping
    problems = _problems(used, feed, head)
    return Preview(
        sheets=sheet_names(path) if file_kind(path) == "workbook" else (),
        sheet=head.sheet,
        header_row=head.header_row,
        headers=_headers(head, used, suggestion, feed),
        suggestion=suggestion,
        mapping=used,
        mapping_problems=problems,
        records=() if problems else tuple(islice(_records(head, used, feed), rows)),
        outcome=None
        if problems
        else would_happen(path, used, feed, home=home, sheet=sheet, known_units=known_units),
    )


def would_happen(
    path: Path,
    mapping: Mapping,
    feed: Feed,
    *,
    home: Path | None = None,
    sheet: str | None = None,
    known_units: Callable[[str], bool] | None = None,
) -> IngestResult:
    """The counts and first problems that taking the whole file in would give."""
    mapping = replace(checked(mapping, feed), sheet=sheet or mapping.sheet)
    with TemporaryDirectory(prefix="amends-dry-run-") as folder:
        staging = Path(folder)
        job = Job(
            home or staging,
            feed,
            path,
            mapping,
            path.name,
            "",
            datetime.fromtimestamp(0, UTC),
            lambda _: None,
            known_units,
        )
        tally = staged(job, staging)
        return counted(job, tally, merged_rows(job, staging, write=False))


def shown_value(problem: Problem) -> str:
    """The value of a problem for a page or a terminal: personal ones are hidden."""
    return "***" if problem.personal else problem.value


def _problems(mapping: Mapping, feed: Feed, head: RawTable) -> tuple[str, ...]:
    try:
        bound(checked(mapping, feed), feed, head.headers, head.positions)
    except MappingError as error:
        return error.problems
    return ()


def _headers(head: RawTable, mapping: Mapping, suggestion: Suggestion, feed: Feed) -> tuple[HeaderShown, ...]:
    personal = {c.name for c in feed.columns if c.personal}
    hidden = {how.source for name, how in mapping.columns if name in personal}
    hidden |= {guess.position for guess in suggestion.guesses if guess.column in personal}
    return tuple(
        HeaderShown(
            position,
            header,
            tuple(
                _masked(cell_text(cell)) if {position, header} & hidden else cell_text(cell)
                for cell in islice((c for c in cells if c is not None), SAMPLE)
            ),
        )
        for position, header, cells in zip(head.positions, head.headers, head.columns, strict=True)
    )


def _records(head: RawTable, mapping: Mapping, feed: Feed) -> Iterator[dict[str, object]]:
    personal = {c.name for c in feed.columns if c.personal}
    for row in records_by_row(convert(head, bound(mapping, feed, head.headers, head.positions))):
        yield {
            name: _masked(str(value)) if name in personal and value is not None else value
            for name, value in row.items()
            if name != ORDER
        }


def _masked(text: str) -> str:
    if "@" in text:
        return masked_mail(text)
    return masked_number(text) if any(each.isdigit() for each in text) else masked_name(text)
