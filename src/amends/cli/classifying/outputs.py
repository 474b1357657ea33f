# SPDX-License-Identifier: Apache-2.0
"""The files that `amends classify` writes: they appear whole, or not at all."""

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from amends.analytics.language.classifying import Prediction
from amends.analytics.language.masking import mask
from amends.cli.classifying.sheet import MOST_ROWS, write_sheet
from amends.cli.classifying.tables import TextFile
from amends.cli.detecting.asked import Named, Refused, key
from amends.pipeline.intake.reading import Cell, cell_text

OURS = ("predicted", "probability", "sure")
YES, NO = "yes", "no"


def write_predictions(
    path: Path, file: TextFile, prediction: Prediction, *, masked: Sequence[Named] = ()
) -> None:
    """Every row and column of the file, and ours beside them; XLSX or CSV (UTF-8) by the suffix. Raises `Refused`.

    In `masked` columns personal data is hidden.
    """
    sheet = path.suffix.lower() == ".xlsx"
    if sheet and len(file.row_numbers) >= MOST_ROWS:
        raise Refused(f"--out：XLSX 放不下 {len(file.row_numbers)} 行，请把 {path.name} 的后缀改成 .csv。")
    columns = [tuple(mask(cell_text(v)) for v in c.cells) if c in masked else c.cells for c in file.columns]
    rows = chain([_header(file)], _rows(columns, prediction))
    _appear(path, lambda place: write_sheet(place, rows) if sheet else _write_csv(place, rows))


def write_bytes(path: Path, content: bytes) -> None:
    """A file with that content. Raises `Refused`."""
    _appear(path, lambda place: place.write_bytes(content))


def write_json(path: Path, content: dict[str, Any]) -> None:
    """A file with that JSON. Raises `Refused`."""
    said = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_bytes(path, said.encode())


def _header(file: TextFile) -> tuple[Cell, ...]:
    """The file's own names, marked where they are also ours."""
    own = [f"{c.name}（原）" if key(c.name) in OURS else c.name for c in file.columns]
    return (*own, *OURS)


def _rows(columns: Sequence[Sequence[Cell]], prediction: Prediction) -> Iterator[tuple[Cell, ...]]:
    probabilities, sure = prediction.probability.tolist(), prediction.sure.tolist()
    for i, probability in enumerate(probabilities):
        shown = None if probability != probability else round(probability, 6)  # noqa: PLR0124 - NaN
        yield (*(c[i] for c in columns), prediction.name(i), shown, YES if sure[i] else NO)


def _write_csv(path: Path, rows: Iterable[Sequence[Cell]]) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows(map(cell_text, row) for row in rows)


def _appear(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    except OSError as error:
        raise Refused(f"写不了 {path}：{error.strerror}。请检查文件夹是否存在、是否有权限。") from None
    finally:
        part.unlink(missing_ok=True)
