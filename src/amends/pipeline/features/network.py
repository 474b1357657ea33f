# SPDX-License-Identifier: Apache-2.0
"""Features of the network class: what the network itself noticed."""

from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.counting import exact
from amends.pipeline.features.feature import Feature, count, feature, ratio

_CLASS = RecoveryClass.NETWORK

NETWORK: tuple[Feature, ...] = (
    feature(
        "dropped_rate",
        _CLASS,
        "近三个月通话掉话率",
        "dropped calls over calls attempted, last three months",
        "近三个月通话掉话率 {value:.1%}",
        unit="比例",
        at_least=0.02,
        value=lambda f: ratio(f.dropped, f.calls),
    ),
    feature(
        "failed_rate",
        _CLASS,
        "近三个月通话未接通率",
        "calls that the network failed to set up over calls attempted, last three months",
        "近三个月通话有{value:.1%}因网络原因没有接通",
        unit="比例",
        at_least=0.03,
        value=lambda f: ratio(f.failed, f.calls),
    ),
    feature(
        "poor_session_rate",
        _CLASS,
        "近三个月上网质差会话比例",
        "data sessions below the quality threshold over all, last three months",
        "近三个月上网有{value:%}的时候质量不达标",
        unit="比例",
        at_least=0.1,
        value=lambda f: ratio(f.poor, f.sessions),
    ),
    feature(
        "weak_minutes",
        _CLASS,
        "近三个月平均每三十天的弱覆盖分钟数",
        "minutes in weak coverage, per 30 days of the last three months",
        "平均每月有 {value:.0f} 分钟处在弱信号区",
        unit="分钟",
        at_least=60,
        value=lambda f: ratio(f.weak * exact(30), f.network_days * exact(1000)),
    ),
    feature(
        "poor_days",
        _CLASS,
        "近三个月常驻小区质差的天数",
        "days of the last three months when the home cell was below its limits",
        "近三个月常驻小区有 {value:.0f} 天质量不达标",
        unit="天",
        at_least=7,
        value=lambda f: f.poor_days,
    ),
    feature(
        "network_complaints",
        _CLASS,
        "近九十天网络申告次数",
        "complaints of the last 90 days about the network",
        "近九十天申告网络问题{value:zh}次",
        unit="次",
        at_least=1,
        value=lambda f: count(f.network_complaints),
    ),
)
