# SPDX-License-Identifier: Apache-2.0
"""Features of the publicity class: what was promised or advertised, and what came of it."""

from amends.kernel.recovery_class import RecoveryClass
from amends.pipeline.facts.counting import exact
from amends.pipeline.features.feature import Feature, count, feature

_CLASS = RecoveryClass.PUBLICITY

PUBLICITY: tuple[Feature, ...] = (
    feature(
        "broken_promises",
        _CLASS,
        "近半年到期没有兑现的承诺",
        "promises that fell due in the last half-year and are not kept",
        "有{value:zh}项承诺到期没有兑现",
        unit="项",
        at_least=1,
        value=lambda f: count(f.broken_promises),
    ),
    feature(
        "late_promises",
        _CLASS,
        "近半年迟兑现的承诺",
        "promises that fell due in the last half-year and were kept late",
        "有{value:zh}项承诺过了期才兑现",
        unit="项",
        at_least=1,
        value=lambda f: count(f.late_promises),
    ),
    feature(
        "publicity_complaints",
        _CLASS,
        "近九十天宣传类投诉次数",
        "complaints of the last 90 days about publicity or sales",
        "近九十天投诉宣传与实际不符{value:zh}次",
        unit="次",
        at_least=1,
        value=lambda f: count(f.publicity_complaints),
    ),
    feature(
        "commercial_contacts",
        _CLASS,
        "近九十天收到的营销联系次数",
        "commercial contacts received in the last 90 days",
        "近九十天收到{value:zh}次营销联系",
        unit="次",
        at_least=4,
        value=lambda f: count(f.commercial_contacts),
    ),
    feature(
        "unwanted_contacts",
        _CLASS,
        "近九十天未经同意的营销联系次数",
        "commercial contacts of the last 90 days without consent",
        "没有同意营销，近九十天仍收到{value:zh}次营销联系",
        unit="次",
        at_least=1,
        value=lambda f: f.commercial_consent.fill_null(False).ifelse(exact(0), count(f.commercial_contacts)),
    ),
)
