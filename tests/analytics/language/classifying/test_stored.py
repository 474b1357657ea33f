# SPDX-License-Identifier: Apache-2.0
"""A stored classifier comes back the same, and a file from anywhere does no harm."""

import io
import json
import pickle
import zipfile
from typing import Any

import numpy as np
import pytest

from amends.analytics.language.classifying import (
    Classification,
    NotAModel,
    TextClassifier,
    dumped,
    fit_classifier,
    loaded,
)

from .conftest import SPEC, Corpus, made


@pytest.fixture(scope="module")
def content(fitted: Classification) -> bytes:
    return dumped(fitted.classifier, {"text": [{"header": "内容", "position": 2}]})


def _changed(content: bytes, part: str, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def _head(**changes: Any) -> Any:
    return lambda old: json.dumps(json.loads(old) | changes).encode()


def test_it_comes_back_the_same(fitted: Classification, content: bytes) -> None:
    again, about = loaded(content)
    texts, _ = made(8, 50)
    one, other = fitted.classifier.predict(texts), again.predict(texts)
    np.testing.assert_array_equal(one.probability, other.probability)
    np.testing.assert_array_equal(one.sure, other.sure)
    assert [one.name(i) for i in range(50)] == [other.name(i) for i in range(50)]
    assert about == {"text": [{"header": "内容", "position": 2}]}


def test_same_input_gives_same_bytes(corpus: Corpus, fitted: Classification) -> None:
    again = fit_classifier(*corpus, spec=SPEC, rng=np.random.default_rng(7))
    assert dumped(again.classifier, {}) == dumped(fitted.classifier, {})


def test_no_letter_of_a_text_is_in_the_file(corpus: Corpus, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert "掉话".encode() not in everything


class _Bomb:
    def __reduce__(self) -> Any:
        return print, ("boom",)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("model.json", _head(format=99)),
        ("model.json", _head(kind="other")),
        ("model.json", _head(classes=[1, 2, 3])),
        ("model.json", _head(classes=["甲"])),
        ("model.json", _head(features=10**12)),
        ("model.json", _head(features=True)),
        ("model.json", _head(features="many")),
        ("model.json", _head(calibration={"slope": -1, "intercept": 0, "tilt": 1})),
        ("model.json", _head(calibration={"shape": 1})),
        ("model.json", _head(calibration=None)),
        ("model.json", _head(threshold=float("nan"))),
        ("model.json", _head(about=7)),
        ("model.json", lambda _: b"[" * 100_000),
        ("model.json", lambda _: b"\xff"),
        ("model.json", lambda _: pickle.dumps(_Bomb())),
        ("model.json", lambda _: b" " * (5 << 20)),
        ("linear", lambda old: old[:-4]),
        ("linear", lambda old: old + b"\0" * 4),
        ("linear", lambda old: b"\xff" * len(old)),
        ("weights", lambda old: pickle.dumps(_Bomb())),
        ("buckets", lambda old: b"\xff" * len(old)),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(content: bytes, part: str, change: Any) -> None:
    with pytest.raises(NotAModel):
        loaded(_changed(content, part, change))


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", pickle.dumps(_Bomb()), b"\x80\x04junk" * 99])
def test_another_file_is_refused_and_not_run(junk: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotAModel, match="amends classify"):
        loaded(junk)
    assert capsys.readouterr().out == ""


def test_a_cut_or_flipped_file_is_refused(content: bytes) -> None:
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0xFF
    for damaged in (content[: len(content) // 2], bytes(flipped)):
        with pytest.raises(NotAModel):
            loaded(damaged)


def test_a_part_is_never_unpacked_beyond_its_size(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = zipfile.ZipExtFile.read

    def watched(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        asked.append(-1 if n is None else n)
        return read(self, n)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", watched)
    assert isinstance(loaded(content)[0], TextClassifier)
    assert asked
    assert min(asked) > 0
