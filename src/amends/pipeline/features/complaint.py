# SPDX-License-Identifier: Apache-2.0
"""Features of the complaint class: the customer spoke, and was not answered well."""

from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.features.feature import Feature, count, feature

_CLASS = RecoveryClass.COMPLAINT

COMPLAINT: tuple[Feature, ...] = (
    feature(
        "complaints_90d",
        _CLASS,
        "近九十天投诉次数",
        "complaints registered in the last 90 days",
        "近九十天投诉过{value:zh}次",
        unit="次",
        at_least=1,
        value=lambda f: count(f.complaints_90),
    ),
    feature(
        "repeat_complaints",
        _CLASS,
        "近九十天内，三十天之内为同一类问题再次投诉的次数",
        "complaints of the last 90 days that repeat one of the same class within 30 days",
        "三十天内为同一类问题再次投诉{value:zh}次",
        unit="次",
        at_least=1,
        value=lambda f: count(f.repeats),
    ),
    feature(
        "overdue_complaints",
        _CLASS,
        "近九十天内没有在承诺时间前答复的投诉件数",
        "complaints of the last 90 days not answered by the promised time",
        "有{value:zh}件投诉没有在承诺时间内答复",
        unit="件",
        at_least=1,
        value=lambda f: count(f.overdue),
    ),
    feature(
        "reopened_complaints",
        _CLASS,
        "近九十天投诉的重开次数",
        "times that complaints of the last 90 days were opened again",
        "投诉结案以后又重开{value:zh}次",
        unit="次",
        at_least=1,
        value=lambda f: count(f.reopened),
    ),
    feature(
        "complaint_transfers",
        _CLASS,
        "近九十天内一件投诉最多被转派的次数",
        "most times that one complaint of the last 90 days was passed on",
        "一件投诉被转派了{value:zh}次",
        unit="次",
        at_least=3,
        value=lambda f: count(f.transfers),
    ),
    feature(
        "low_callbacks",
        _CLASS,
        "近九十天投诉回访给出六分及以下的次数",
        "callbacks scored 6 or less on complaints of the last 90 days",
        "投诉回访{value:zh}次给出六分及以下",
        unit="次",
        at_least=1,
        value=lambda f: count(f.low_callbacks),
    ),
    feature(
        "unconfirmed_closures",
        _CLASS,
        "近九十天内客户没有认可就结案的投诉件数",
        "complaints of the last 90 days closed although the customer did not call them solved",
        "有{value:zh}件投诉在客户没有认可的情况下结案",
        unit="件",
        at_least=1,
        value=lambda f: count(f.unconfirmed_closures),
    ),
    feature(
        "open_complaint_days",
        _CLASS,
        "最早一件未办结投诉已经等待的天数",
        "days that the oldest open complaint has waited",
        "有投诉等了 {value:.0f} 天还没有办结",
        unit="天",
        at_least=3,
        value=lambda f: count(f.oldest_open_days),
    ),
)
