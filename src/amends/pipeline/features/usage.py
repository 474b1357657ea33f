# SPDX-License-Identifier: Apache-2.0
"""Features of the usage class: what got harder to do, or quietly stopped."""

from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.features.feature import Feature, at_least_none, count, feature, ratio

_CLASS = RecoveryClass.USAGE

USAGE: tuple[Feature, ...] = (
    feature(
        "data_decline",
        _CLASS,
        "上月流量比再往前三个月平均下降的比例",
        "fall of last month's data against the mean of the three before it",
        "上月流量比前三个月平均少了{value:%}",
        unit="比例",
        at_least=0.4,
        value=lambda f: at_least_none(ratio(f.data_before - f.data_last * f.usage_before, f.data_before)),
    ),
    feature(
        "voice_decline",
        _CLASS,
        "上月通话比再往前三个月平均下降的比例",
        "fall of last month's minutes of voice against the mean of the three before it",
        "上月通话比前三个月平均少了{value:%}",
        unit="比例",
        at_least=0.4,
        value=lambda f: at_least_none(ratio(f.voice_before - f.voice_last * f.usage_before, f.voice_before)),
    ),
    feature(
        "online_failures",
        _CLASS,
        "近三个月线上办理失败次数",
        "self-service steps that failed in the last three months",
        "近三个月线上办理失败{value:zh}次",
        unit="次",
        at_least=3,
        value=lambda f: f.online_failures,
    ),
    feature(
        "unused_services",
        _CLASS,
        "上月订购了却没有使用的业务数",
        "services subscribed and not used last month",
        "有{value:zh}项订购的业务整月没有使用",
        unit="项",
        at_least=1,
        value=lambda f: f.unused_services,
    ),
    feature(
        "service_calls",
        _CLASS,
        "近三十天主动来问的次数",
        "times in the last 30 days that the customer came to ask for service",
        "近三十天主动来问了{value:zh}次",
        unit="次",
        at_least=3,
        value=lambda f: count(f.service_calls),
    ),
)
