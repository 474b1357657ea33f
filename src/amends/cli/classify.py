# SPDX-License-Identifier: Apache-2.0
"""Sort texts into the classes of any taxonomy: learn from texts that people sorted, then predict.

COL is a header name or a 1-based position. Several text columns, such as subject and story, are separated by commas.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from amends.analytics.language.classifying import (
    CannotClassify,
    Classification,
    ClassifierSpec,
    NotAModel,
    dumped,
    fit_classifier,
    loaded,
)
from amends.cli.classifying.outputs import write_bytes, write_json, write_predictions
from amends.cli.classifying.said import prediction_lines, training_lines
from amends.cli.classifying.tables import find_again, find_label, read_texts, remembered
from amends.cli.detecting.asked import Refused
from amends.pipeline.intake.reading import UnreadableFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`train` and `predict`, each with its files."""
    ways = parser.add_subparsers(dest="way", metavar="train|predict", required=True)
    train = ways.add_parser("train", help="learn from texts with labels, and say how well")
    train.add_argument("file", type=Path, metavar="F", help="texts with labels: CSV, XLSX or Parquet")
    train.add_argument(
        "--text", required=True, action="append", metavar="COL", help="the column, or columns, with the text"
    )
    train.add_argument("--label", required=True, metavar="COL", help="the column with the class")
    train.add_argument("--out", type=Path, required=True, metavar="MODEL", help="where the model goes")
    train.add_argument(
        "--no-header", action="store_true", help="the first row is data: name columns by position"
    )
    train.add_argument(
        "--precision", type=_share, default=0.95, metavar="SHARE", help="share of sure that is right (0.95)"
    )
    train.add_argument("--seed", type=int, default=20261122, help="random seed")
    train.add_argument("--report", type=Path, metavar="JSON", help="where the report goes")
    predict = ways.add_parser("predict", help="predict the class of each row")
    predict.add_argument("model", type=Path, metavar="MODEL", help="what train wrote")
    predict.add_argument("file", type=Path, metavar="G", help="texts: CSV, XLSX or Parquet")
    predict.add_argument(
        "--out", type=Path, required=True, metavar="H", help="G with predictions: CSV, or XLSX by suffix"
    )
    predict.add_argument(
        "--text",
        action="append",
        metavar="COL",
        help="the column, or columns, with the text (as in training)",
    )
    first = predict.add_mutually_exclusive_group()
    first.add_argument(
        "--no-header", dest="headed", action="store_false", default=None, help="the first row is data"
    )
    first.add_argument(
        "--header", dest="headed", action="store_true", help="it is the header, unlike in training"
    )
    predict.add_argument("--masked", action="store_true", help="hide personal data in the text columns of H")


def run(args: argparse.Namespace) -> int:
    """Do it, or say why not: 0 done, 1 refused with a reason."""
    try:
        lines = _train(args) if args.way == "train" else _predict(args)
    except (Refused, UnreadableFile, CannotClassify, NotAModel) as error:
        print(f"amends classify：{error}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"amends classify：没有文件 {error.filename}，请核对路径。", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _train(args: argparse.Namespace) -> list[str]:
    file = read_texts(args.file, headed=not args.no_header)
    columns, label = file.find(",".join(args.text), "--text"), find_label(file, args.label)
    if label in columns:
        raise Refused(f"--text 和 --label 是同一列“{label.name}”，模型会照抄标签；请分开指明。")
    spec = ClassifierSpec(precision=args.precision, seed=args.seed)
    found = fit_classifier(
        file.texts(columns), file.labels(label), spec=spec, rng=np.random.default_rng(spec.seed)
    )
    model = dumped(found.classifier, _about(found, remembered(columns, file), headed=file.headed))
    write_bytes(args.out, model)
    if args.report is not None:
        write_json(args.report, found.report.as_dict())
    return [*training_lines(found.report, file), f"模型已写入 {args.out}（{len(model) / 1e6:.1f} MB）"]


def _about(found: Classification, columns: list[dict[str, Any]], *, headed: bool) -> dict[str, Any]:
    return {
        "text": columns,
        "headed": headed,
        "texts": found.report.texts,
        "macro_f1": round(found.report.macro_f1, 6),
    }


def _predict(args: argparse.Namespace) -> list[str]:
    if args.out.resolve() == args.file.resolve():
        raise Refused("--out：不能写到 G 自己上，请换一个文件名。")
    classifier, about = loaded(args.model.read_bytes())
    headed = bool(about.get("headed", True)) if args.headed is None else args.headed
    file = read_texts(args.file, headed=headed, every_row=True)
    asked = ",".join(args.text or ())
    columns = file.find(asked, "--text") if asked else find_again(file, about.get("text", []))
    texts = file.texts(columns)
    prediction = classifier.predict(texts)
    write_predictions(args.out, file, prediction, masked=columns if args.masked else ())
    return [
        *prediction_lines(prediction, file, texts, words=classifier.vocabulary.words),
        f"已写入 {args.out}",
    ]


def _share(given: str) -> float:
    value = float(given)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError("要在 0 与 1 之间，如 0.95")
    return value
