# SPDX-License-Identifier: Apache-2.0
"""Writes what `amends index` found: whole or not at all."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from amends.analytics.index.results import finite
from amends.cli.detecting.asked import Refused


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """The result as JSON, whole or not at all; numbers that are not finite become null. Raises `Refused`."""
    write_text(path, json.dumps(finite(content), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def write_text(path: Path, content: str) -> None:
    """A file with that text, whole or not at all. Raises `Refused`."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(content, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise Refused(f"写不了 {path}：{error.strerror}。请检查文件夹是否存在、是否有权限。") from None
    finally:
        part.unlink(missing_ok=True)
