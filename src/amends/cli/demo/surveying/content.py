# SPDX-License-Identifier: Apache-2.0
"""What the demo's customers think: the means that are planted, what does not apply to whom, what some write."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

# On 0–100. Tariffs and home broadband are weak in both years; broadband fell, mobile internet rose.
LAST_YEAR: Mapping[str, float] = {
    "EL-VOICE": 76, "EL-DATA": 67, "EL-HOME": 64, "EL-TARIFF": 57, "EL-BILL": 71, "EL-PUB": 68, "EL-HALL": 78,
    "EL-HOTLINE": 70, "EL-ONLINE": 74, "EL-CARE": 62, "expected_quality": 78, "P0": 71, "perceived_value": 64,
    "perceived_fairness": 66, "brand_image": 75, "satisfaction": 69, "G3": 60, "loyalty": 72,
}  # fmt: skip
THIS_YEAR: Mapping[str, float] = {**LAST_YEAR, "EL-DATA": 73, "EL-HOME": 57, "EL-TARIFF": 55, "EL-CARE": 66,
                                  "satisfaction": 71, "perceived_fairness": 67, "loyalty": 69}  # fmt: skip
AFTER_A_CASE: Mapping[str, float] = {"C2": 66, "C3": 60}
# Shares of people whom an element does not concern.
NOT_CONCERNED: Mapping[str, float] = {
    "EL-HOME": 0.45, "EL-HALL": 0.55, "EL-HOTLINE": 0.5, "EL-ONLINE": 0.25, "EL-CARE": 0.85,
}  # fmt: skip
USED: Mapping[str, str] = {
    "P31": "has_broadband", "P71": "used_hall_6m", "P81": "used_hotline_6m", "P91": "used_online_6m",
    "P101": "complained_12m",
}  # fmt: skip
TENURES = ("lt1", "y1_3", "y3_10", "gt10")
WISHES: Sequence[str] = (
    "套餐太复杂，看不懂，希望简单一点", "新用户优惠多，老用户没有，希望一样对待", "晚上宽带很慢，希望改善",
    "宽带装好以后卧室信号不好", "希望账单写清楚每一笔扣费", "热线转人工太慢", "地铁里信号不好",
    "希望宣传的优惠说话算数",
)  # fmt: skip


def asked_last_year(document: Mapping[str, Any]) -> dict[str, Any]:
    """Last year's questionnaire: without the question on discounts that were promised, with the question on plans
    worded otherwise, and with one on queueing that was dropped since."""
    found: dict[str, Any] = deepcopy(dict(document))
    for page in found["pages"]:
        page["elements"] = [each for each in page["elements"] if each["name"] != "P63"]
        for each in page["elements"]:
            if each["name"] == "P43":
                each["title"] = {"default": "更改套餐方便", "en": "Plans are easy to change"}
        at = next((at for at, each in enumerate(page["elements"]) if each["name"] == "P71"), None)
        if at is not None:
            dropped = deepcopy(page["elements"][at]) | {"name": "P74"}
            dropped["title"] = {"default": "叫号有秩序", "en": "Queueing is orderly"}
            page["elements"].append(dropped)
    return found
