# SPDX-License-Identifier: Apache-2.0
"""What a case is about, in one line for lists."""

from collections.abc import Sequence


def matter(title: str, *, cause: str, reasons: Sequence[object] = ()) -> str:
    """The title that a customer's word got; of a case that we found ourselves the cause (`cause`: the class of its
    playbook in words) and the first of the reasons by which it was found."""
    if title:
        return title
    found = next((str(each).strip() for each in reasons if str(each).strip()), "")
    return f"{cause} · {found}" if found else cause
