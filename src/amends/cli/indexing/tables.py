# SPDX-License-Identifier: Apache-2.0
"""Tables and numbers of the page."""

from collections.abc import Sequence


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "") -> str:
    """A table under its title; the cells are markup, already escaped."""
    top = "".join(f'<th scope="col">{each}</th>' for each in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    said = f"<caption>{caption}</caption>" if caption else ""
    return f"<h2>{title}</h2><table>{said}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def number(value: float | None, digits: int = 3) -> str:
    """A number with so many digits; nothing where there is none."""
    return "" if value is None or value != value else f"{value:.{digits}f}"  # noqa: PLR0124 - NaN
