# SPDX-License-Identifier: Apache-2.0
"""The five classes of recovery (修复类别): why a customer is dissatisfied, and which playbook answers it."""

from enum import StrEnum


class RecoveryClass(StrEnum):
    """One of the five causes a recovery can answer; `PROFILE` marks what explains but cannot be recovered."""

    COMPLAINT = "complaint"
    TARIFF = "tariff"
    NETWORK = "network"
    PUBLICITY = "publicity"
    USAGE = "usage"
    PROFILE = "profile"


NAMES_ZH: dict[RecoveryClass, str] = {
    RecoveryClass.COMPLAINT: "投诉类",
    RecoveryClass.TARIFF: "资费类",
    RecoveryClass.NETWORK: "网络类",
    RecoveryClass.PUBLICITY: "宣传类",
    RecoveryClass.USAGE: "使用类",
    RecoveryClass.PROFILE: "客户背景",
}
RECOVERABLE: tuple[RecoveryClass, ...] = tuple(c for c in RecoveryClass if c is not RecoveryClass.PROFILE)
