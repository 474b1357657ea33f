# SPDX-License-Identifier: Apache-2.0
"""What dissatisfied customers do: keep silent or act, with us or elsewhere, and stay or go. Each ends in one of six."""

from enum import StrEnum


class Act(StrEnum):
    """What a customer did besides coming to us, as they told it or as a case shows it."""

    THIRD_PARTY = "third_party"
    WORD_OF_MOUTH = "wom"


class Reacted(StrEnum):
    """How a dissatisfied customer's matter stands at the end of a period. Who went further than us counts there,
    whatever else they did: a third party first, then friends and the public, then us; who did nothing is silent."""

    SILENT_STAY = "silent_stay"
    SILENT_SWITCH = "silent_switch"
    THIRD_PARTY = "third_party"
    WORD_OF_MOUTH = "wom"
    COMPLAINED_STAY = "complained_stay"
    COMPLAINED_SWITCH = "complained_switch"


def reacted(*, third_party: bool, told_others: bool, complained: bool, left: bool) -> Reacted:
    """The one outcome of what is known of a customer."""
    if third_party:
        return Reacted.THIRD_PARTY
    if told_others:
        return Reacted.WORD_OF_MOUTH
    if complained:
        return Reacted.COMPLAINED_SWITCH if left else Reacted.COMPLAINED_STAY
    return Reacted.SILENT_SWITCH if left else Reacted.SILENT_STAY
