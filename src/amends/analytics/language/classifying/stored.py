# SPDX-License-Identifier: Apache-2.0
"""A classifier as one file: a ZIP with JSON and raw arrays. Nothing in it is ever executed.

Whoever loads it may have got it from anywhere: sizes are checked against what the JSON declares before a byte is
unpacked, and indices and numbers before they are used. No pickle, no NumPy header.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amends.analytics.language.classifying.calibration import Calibration
from amends.analytics.language.classifying.classifier import TextClassifier
from amends.analytics.language.classifying.grams import BUCKETS
from amends.analytics.language.classifying.linear import Linear
from amends.analytics.language.classifying.vocabulary import Vocabulary

KIND, FORMAT = "amends text classifier", 1
MOST_CLASSES, MOST_WEIGHTS, MOST_JSON = 10_000, 1 << 27, 4 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ADVICE = "请用 amends classify train 重新训练"


# Whatever reading a ZIP, its JSON and its fields can end in, when somebody else wrote them.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError, EOFError, NotImplementedError,
    RuntimeError, OverflowError,
)  # fmt: skip


class NotAModel(ValueError):
    """The file is no classifier that this version can read, or it was damaged or tampered with."""


@dataclass(frozen=True, slots=True)
class _Array:
    name: str
    dtype: str
    items: int


def dumped(classifier: TextClassifier, about: Mapping[str, Any]) -> bytes:
    """The file's content: the same classifier and `about` give the same bytes.

    `about`: anything JSON-able that whoever loads it should know, such as which column held the text.
    """
    head = {
        "kind": KIND, "format": FORMAT, "about": dict(about), "classes": list(classifier.classes),
        "features": int(classifier.vocabulary.buckets.shape[0]), "words": classifier.vocabulary.words,
        "calibration": asdict(classifier.calibration), "threshold": classifier.threshold,
    }  # fmt: skip
    parts = {
        "model.json": json.dumps(head, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "buckets": classifier.vocabulary.buckets.astype("<u4").tobytes(),
        "weights": classifier.vocabulary.weights.astype("<f4").tobytes(),
        "linear": classifier.linear.weights.astype("<f4").tobytes(),
        "offsets": classifier.linear.offsets.astype("<f4").tobytes(),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED, 6)
    return file.getvalue()


def loaded(content: bytes) -> tuple[TextClassifier, dict[str, Any]]:
    """The classifier and what was said about it. Raises `NotAModel`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            head = _head(archive)
            return _classifier(archive, head), dict(head["about"])
    except NotAModel:
        raise
    except _DAMAGED as error:
        raise NotAModel(f"这不是 amends classify 的模型文件，或者已损坏；{_ADVICE} ({error})") from None


def _head(archive: zipfile.ZipFile) -> dict[str, Any]:
    head = json.loads(_bytes(archive, "model.json", None))
    if not isinstance(head, dict) or head.get("kind") != KIND:
        raise NotAModel(f"这不是 amends classify 的模型文件；{_ADVICE} (another kind of file)")
    if head.get("format") != FORMAT:
        raise NotAModel(f"模型文件的格式是 {head.get('format')!r}，这里只认 {FORMAT}；{_ADVICE} (format)")
    classes, features = head["classes"], head["features"]
    if not isinstance(classes, list) or not all(isinstance(c, str) for c in classes):
        raise NotAModel(f"模型文件里的类别不是文字；{_ADVICE} (classes)")
    if type(features) is not int or not 1 <= features <= BUCKETS or not 2 <= len(classes) <= MOST_CLASSES:
        raise NotAModel(f"模型文件里的大小不合理；{_ADVICE} (size)")
    if features * len(classes) > MOST_WEIGHTS:
        raise NotAModel(f"模型文件里的大小不合理；{_ADVICE} (size)")
    return head


def _classifier(archive: zipfile.ZipFile, head: dict[str, Any]) -> TextClassifier:
    classes, features = tuple(head["classes"]), head["features"]
    buckets = _array(archive, _Array("buckets", "<u4", features))
    weights = _array(archive, _Array("weights", "<f4", features))
    linear = _array(archive, _Array("linear", "<f4", features * len(classes)))
    offsets = _array(archive, _Array("offsets", "<f4", len(classes)))
    calibration = Calibration(**{k: float(v) for k, v in head["calibration"].items()})
    threshold = float(head["threshold"])
    numbers = [*astuple(calibration), threshold]
    finite = all(np.isfinite(a).all() for a in (weights, linear, offsets, numbers))
    if not finite or int(buckets.max()) >= BUCKETS or not calibration.slope > 0:
        raise NotAModel(f"模型文件里的数值不合理；{_ADVICE} (values)")
    vocabulary = Vocabulary(buckets, weights, bool(head["words"]))
    return TextClassifier(
        vocabulary, Linear(linear.reshape(features, -1), offsets), classes, calibration, threshold
    )


def _array(archive: zipfile.ZipFile, wanted: _Array) -> NDArray[Any]:
    dtype = np.dtype(wanted.dtype)
    return np.frombuffer(_bytes(archive, wanted.name, wanted.items * dtype.itemsize), dtype)


def _bytes(archive: zipfile.ZipFile, name: str, size: int | None) -> bytes:
    """One part, of exactly that size (the JSON: of at most four megabytes); never more is unpacked than that."""
    most = MOST_JSON if size is None else size
    with archive.open(name) as part:
        content = part.read(most + 1)
    if len(content) > most or (size is not None and len(content) != size):
        raise NotAModel(f"模型文件的一部分（{name}）大小不对；{_ADVICE} (size of a part)")
    return content
