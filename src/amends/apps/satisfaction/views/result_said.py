# SPDX-License-Identifier: Apache-2.0
"""What a reader of an estimate should know first, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

GOOD = {"alpha": 0.7, "rhoA": 0.7, "rhoC": 0.7, "AVE": 0.5}


def choice_said(value: str) -> str:
    """What was chosen for an estimate, in words; a value that nobody named as it is."""
    return {
        "mean": _("用该题均值代替"),
        "casewise": _("去掉有空的答卷"),
        "pairwise": _("每个相关用两题都答了的人"),
        "rows with replacement": _("逐份有放回"),
        "Rao-Wu rescaling of primary units within strata": _("层内按初级抽样单元，Rao–Wu 重标"),
        "percentile": _("分位数"),
        "bca": "BCa",
        "studentised": _("学生化"),
    }.get(value, value)


def said(result: Mapping[str, Any]) -> list[str]:
    """How much is explained, what leads, what is not reliable, and whether it converged."""
    return [*_explained(result), *_led(result), *_unreliable(result), *_unsettled(result)]


def _explained(result: Mapping[str, Any]) -> Iterator[str]:
    latent = result["index_is"]["latent"]
    r2 = result["r2"].get(latent)
    if r2 is not None:
        yield _("模型解释了%(latent)s变化的 %(share)s。") % {"latent": latent, "share": f"{r2:.0%}"}


def _led(result: Mapping[str, Any]) -> Iterator[str]:
    into = f"-> {result['index_is']['latent']}"
    paths = result["paths"].items()
    led = {name: value for name, value in paths if name.endswith(into) and value is not None}
    if led:
        first = max(led, key=lambda each: abs(led[each]))
        words = _("直接作用最大的是%(first)s（系数 %(value)s）。")
        yield words % {"first": first.split(" -> ")[0], "value": f"{led[first]:.2f}"}


def _unreliable(result: Mapping[str, Any]) -> Iterator[str]:
    weak = [
        name
        for name, each in result["reliability"].items()
        if min(each["rhoA"] or 0, each["rhoC"] or 0) < GOOD["rhoC"]
    ]
    if weak:
        yield _("信度不足的潜变量：%(names)s，它们的数字要小心用。") % {"names": _("、").join(weak)}


def _unsettled(result: Mapping[str, Any]) -> Iterator[str]:
    if not result["estimate"]["converged"]:
        yield _("模型没有收敛，不可发布。")
