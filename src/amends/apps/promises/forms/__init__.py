# SPDX-License-Identifier: Apache-2.0
"""What people type: of one promise, and of campaigns in the folder below."""

from amends.apps.promises.forms.promises import (
    AmendForm,
    BreakForm,
    CallOnForm,
    Day,
    EnableForm,
    FollowUpForm,
    HandOverForm,
    KeepForm,
    LedgerForm,
    MakeForm,
    Moment,
    PeriodForm,
    ReviewForm,
    StaffNumber,
    TermsForm,
    VersionForm,
    WithdrawForm,
    Words,
)

__all__ = [
    "AmendForm",
    "BreakForm",
    "CallOnForm",
    "Day",
    "EnableForm",
    "FollowUpForm",
    "HandOverForm",
    "KeepForm",
    "LedgerForm",
    "MakeForm",
    "Moment",
    "PeriodForm",
    "ReviewForm",
    "StaffNumber",
    "TermsForm",
    "VersionForm",
    "WithdrawForm",
    "Words",
]
