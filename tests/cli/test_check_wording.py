# SPDX-License-Identifier: Apache-2.0
"""`amends check-wording`: findings as JSON or to read, from a file or standard input, with an exit code."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amends.cli.main import main


def _found(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main(["check-wording", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)["findings"]


def _file(folder: Path, text: str, encoding: str = "utf-8") -> str:
    path = folder / "text.txt"
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.requirement("S4-056")
def test_findings_are_told_as_json_with_columns_of_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "您应该收到短信了\n先生，你应该早点来\n"
    code, (found,) = _found(capsys, _file(tmp_path, text))
    assert code == 1
    assert set(found) >= {"line", "start", "end", "rule", "text", "better"}
    line = text.split("\n")[found["line"] - 1]
    assert line[found["start"] : found["end"]] == found["text"] == "你应该早"


def test_clean_text_has_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _found(capsys, _file(tmp_path, "我们不会收取费用\n")) == (0, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_file_of_any_usual_encoding_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    code, (found,) = _found(capsys, _file(tmp_path, "这不归我管。\r\n", encoding))
    assert (code, found["start"], found["fault"]) == (1, 0, "shirking")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("你确定吗？".encode())))
    code, (found,) = _found(capsys, "-")
    assert (code, found["category"]) == (1, "argument")


def test_findings_can_be_read_by_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-wording", _file(tmp_path, "您好。\n你确定吗？\n")]) == 1
    said = capsys.readouterr().out
    assert "第 2 行第 1 字 [中] FP-13 “你确定吗”" in said
    assert "改为：为了记录准确" in said


def test_confirmed_amounts_and_the_channel_are_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    promise = _file(tmp_path, "我保证退您五十元。")
    assert _found(capsys, promise)[0] == 1
    assert _found(capsys, promise, "--confirmed", "50元")[0] == 0
    talk = _file(tmp_path, "您是不是怀孕了？")
    assert [_found(capsys, talk, "--channel", channel)[0] for channel in ("chat", "sms")] == [1, 0]


@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xff\xff"])
def test_what_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert main(["check-wording", str(path)]) == 2
    assert "文本" in capsys.readouterr().err


def test_missing_file_and_folder_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-wording", str(tmp_path / "none")]) == 2
    assert main(["check-wording", str(tmp_path)]) == 2
    assert "没有文件" in capsys.readouterr().err


def test_command_loads_no_web_side() -> None:
    code = "import sys; from amends.cli import check_wording as c; c.pack_rules(); print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
