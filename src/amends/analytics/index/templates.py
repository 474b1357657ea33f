# SPDX-License-Identifier: Apache-2.0
"""Models ready for use, as mappings that `reading.model_of` reads and a page edits.

None is official: each follows what was published of the index that it is named after; names of items are placeholders
for the questions of one's own survey. Sources: ACSI: Fornell et al. 1996, J. Marketing 60:7–18; ECSI: Tenenhaus et
al. 2005, CSDA 48:159–205; CCSI: the six variables of the Chinese index as published; the TCSI-style model: the
elements of the ministry's public notice of 2006 (equity among them), its links after ECSI and Sun & Han; that quality
leads to equity is our assumption.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

NOT_OFFICIAL = "按公开资料编写，可以修改；不是官方模型，题项名只是示例"


def _items(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(1, count + 1)]


def _template(title: str, blocks: dict[str, list[str]], paths: list[str], index: str) -> Mapping[str, Any]:
    return MappingProxyType(
        {
            "title": title,
            "note": NOT_OFFICIAL,
            "latents": {name: {"items": items, "mode": "A"} for name, items in blocks.items()},
            "paths": [
                f"{source} -> {each.strip()}" for source, rest in _split(paths) for each in rest.split(",")
            ],
            "scale": {"min": 1, "max": 10},
            "index": index,
        }
    )


def _split(paths: list[str]) -> list[tuple[str, str]]:
    return [(source.strip(), rest) for source, _, rest in (each.partition("->") for each in paths)]


ECSI = _template(
    "ECSI",
    {
        "Image": _items("IMAG", 5),
        "Expectation": _items("CUEX", 3),
        "Quality": _items("PERQ", 7),
        "Value": _items("PERV", 2),
        "Satisfaction": _items("CUSA", 3),
        "Complaints": ["CUSCO"],
        "Loyalty": _items("CUSL", 3),
    },
    [
        "Image -> Expectation, Satisfaction, Loyalty",
        "Expectation -> Quality, Value, Satisfaction",
        "Quality -> Value, Satisfaction",
        "Value -> Satisfaction",
        "Satisfaction -> Complaints, Loyalty",
        "Complaints -> Loyalty",
    ],
    "Satisfaction",
)

ACSI = _template(
    "ACSI",
    {
        "Expectation": _items("EXPE", 3),
        "Quality": _items("QUAL", 3),
        "Value": _items("VALU", 2),
        "Satisfaction": _items("SATI", 3),
        "Complaints": ["COMP"],
        "Loyalty": _items("LOYA", 3),
    },
    [
        "Expectation -> Quality, Value, Satisfaction",
        "Quality -> Value, Satisfaction",
        "Value -> Satisfaction",
        "Satisfaction -> Complaints, Loyalty",
        "Complaints -> Loyalty",
    ],
    "Satisfaction",
)

CCSI = _template(
    "CCSI",
    {
        "品牌形象": _items("形象", 3),
        "预期质量": _items("预期", 3),
        "感知质量": _items("质量", 5),
        "感知价值": _items("价值", 2),
        "用户满意度": _items("满意", 3),
        "用户忠诚": _items("忠诚", 3),
    },
    [
        "品牌形象 -> 预期质量, 用户满意度, 用户忠诚",
        "预期质量 -> 感知质量, 感知价值, 用户满意度",
        "感知质量 -> 感知价值, 用户满意度",
        "感知价值 -> 用户满意度",
        "用户满意度 -> 用户忠诚",
    ],
    "用户满意度",
)

TCSI_STYLE = _template(
    "TCSI 型",
    {
        "品牌印象": _items("B", 2),
        "预期质量": _items("E", 3),
        "感知质量": ["P0", "P11", "P21", "P41", "P51", "P61"],
        "感知价值": _items("V", 2),
        "感知公平": _items("F", 2),
        "满意度": _items("A", 3),
        "抱怨": ["G3"],
        "忠诚": _items("L", 3),
    },
    [
        "品牌印象 -> 预期质量, 满意度, 忠诚",
        "预期质量 -> 感知质量, 感知价值, 满意度",
        "感知质量 -> 感知价值, 感知公平, 满意度",
        "感知价值 -> 满意度",
        "感知公平 -> 满意度",
        "满意度 -> 抱怨, 忠诚",
        "抱怨 -> 忠诚",
    ],
    "满意度",
)

TEMPLATES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"ECSI": ECSI, "ACSI": ACSI, "CCSI": CCSI, "TCSI-style": TCSI_STYLE}
)
