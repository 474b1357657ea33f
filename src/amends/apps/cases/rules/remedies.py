# SPDX-License-Identifier: Apache-2.0
"""What is given to make amends: how much is typed, who may give it, and what no remedy may depend on.

Who may give how much is the table of authority that promises follow too: a remedy is a promise of money.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from amends.apps.promises.rules.authority import Level, Refusal, authority_refusal
from amends.apps.promises.rules.terms import PromiseKind

RESTITUTION, GOODWILL = "restitution", "goodwill"
PROMISED_AS: Final[Mapping[str, PromiseKind]] = {
    RESTITUTION: PromiseKind.REFUND,
    GOODWILL: PromiseKind.BENEFIT,
}
LIKE_CASES_SINCE = timedelta(days=90)
FEWEST_LIKE_CASES = 5
SAME_CONTACT = timedelta(minutes=30)
REPORTER = "reporter"

_REFERENCES = re.compile(
    r"(?:流水|订单|回单|凭证|交易)(?:单?号码?)?\s*(?:是|为|[:：#])?\s*[0-9A-Za-z][0-9A-Za-z-]{5,39}"
)
_SAID = re.compile(r"\S(?:.*\S)?", re.DOTALL)  # without the space around it
_YUAN = re.compile(r"(0|[1-9][0-9]{0,6})(?:\.([0-9]{1,2}))?")


class AmountUnreadable(ValueError):
    """A typed amount is no plain number of yuan with at most two decimals, or is nothing."""


class Interest(StrEnum):
    """Whose interests a goodwill beyond one's own limit is weighed for."""

    CUSTOMER = "customer"
    COMPANY = "company"
    OTHERS = "others"


class Tie(StrEnum):
    """What a remedy was tied to, and may not be."""

    SCORE = "score"
    WITHDRAWAL = "withdrawal"
    SILENCE = "silence"


_TIED: Final[tuple[tuple[Tie, re.Pattern[str]], ...]] = (
    (
        Tie.SCORE,
        re.compile(
            r"(打|给|评|选|回复?)(个|一个|我们?|了|上)?(满分|高分|好评|五星|5星|十分|10分|九分|9分|非常满意|满意(?!的|答|结|处))"
            r"|(满分|高分|好评|五星|5星)(就|才|后|再|即可|返|送|奖)"
            r"|(好评|评分|打分|满意度)(返|换|奖励|后再?(退|给|返|赠|送))"
        ),
    ),
    (
        Tie.WITHDRAWAL,
        re.compile(
            r"撤(诉|销投诉|回投诉|掉投诉|销申诉|回申诉|掉申诉|单|案|下来)"
            r"|(取消|放弃)(投诉|申诉|举报)|不再(投诉|申诉|举报|追究)|(同意|签字?|承诺)(和解|结案)(后|就|才|再)"
        ),
    ),
    (
        Tie.SILENCE,
        re.compile(
            r"(删|删除|撤下|下架)(帖|视频|微博|评论|差评|文章)|不(得|要|再)?(对外|向媒体|上网|曝光|声张)|封口|保密费"
        ),
    ),
)
# «not tied to a withdrawal» says the opposite of what the words alone look for
_DENIED = re.compile(r"(不以|无须|无需|不需要|不要求|不必|没有要求|不附带|与).{0,8}$")
_MONEY_WORDS = re.compile(
    r"补偿|赔|返(还|费)|优惠|赠|好处|送(了|我|话费|流量)|(给|补|退|收到?|拿到?|得到?)(了|我|过)?.{0,4}(钱|话费|流量|券|退款|退费)"
)


def fen(typed: str) -> int:
    """Fen of an amount typed in yuan: digits, and at most two after a point. Raises `AmountUnreadable`.

    Signs, exponents, separators, full-width digits and leading zeros are refused rather than guessed at.
    """
    found = _YUAN.fullmatch(typed.strip())
    amount = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if amount <= 0:
        raise AmountUnreadable(typed)
    return amount


def yuan(amount: int) -> str:
    """Fen as people read them: `1250` → `12.50`, `1200` → `12`."""
    return f"{amount // 100}" if amount % 100 == 0 else f"{amount / 100:.2f}"


def tie_in(*texts: str) -> Tie | None:
    """What these words make a remedy depend on, or `None`: words that say that it does not depend are let be."""
    for text in texts:
        plain = re.sub(r"\s+", "", text)
        for tie, pattern in _TIED:
            for found in pattern.finditer(plain):
                if not _DENIED.search(plain[: found.start()]):
                    return tie
    return None


def refusal(
    levels: Sequence[Level], *, role: str, kind: str, amount: int, goodwill_given: int
) -> Refusal | None:
    """Why a role may not give this alone, or `None`: amounts in fen, `goodwill_given` in 90 days."""
    return authority_refusal(
        levels, role=role, kind=PROMISED_AS[kind], amount=amount, goodwill_given=goodwill_given
    )


def beyond_ordinary(
    levels: Sequence[Level], *, special: str, kind: str, amount: int, ordinary_role: str, goodwill_given: int
) -> bool:
    """Whether a kindness to a reporter goes beyond what everybody gets: nobody may give or approve it.

    What is owed is paid back as to everybody; the ordinary rule is the row of the role that decides the class.
    """
    if special != REPORTER or kind != GOODWILL:
        return False
    over = refusal(levels, role=ordinary_role, kind=kind, amount=amount, goodwill_given=goodwill_given)
    return over is not None


def missing_interests(interests: Mapping[str, str]) -> tuple[Interest, ...]:
    """The interests of which nothing was written."""
    return tuple(each for each in Interest if not interests.get(each, "").strip())


@dataclass(frozen=True, slots=True)
class LikeCases:
    """What was given in like cases: how many, and the middle amount in fen."""

    count: int
    median: int


def like_cases(amounts: Iterable[int]) -> LikeCases | None:
    """The middle of what was given, or `None` where too few were to say anything (and to name nobody)."""
    found = list(amounts)
    return LikeCases(len(found), round(median(found))) if len(found) >= FEWEST_LIKE_CASES else None


def in_same_contact(offers: Iterable[datetime], contacts: Iterable[datetime], at: datetime) -> bool:
    """Whether something was offered in the contact in which the customer now (`at`) withdraws.

    It was where no later contact lies between: one noted within half an hour of the offer is still the same.
    """
    last = max((each for each in offers if each <= at), default=None)
    return last is not None and not any(last + SAME_CONTACT < each <= at for each in contacts)


def is_neutral(reason: str) -> bool:
    """Whether the customer's reason for withdrawing is one, and says nothing of money or of a score."""
    plain = reason.strip()
    return bool(plain) and not _MONEY_WORDS.search(plain) and tie_in(plain) in {None, Tie.WITHDRAWAL}


def withdrawal_refused(
    reason: str, *, offers: Iterable[datetime], contacts: Iterable[datetime], at: datetime
) -> bool:
    """Whether a withdrawal may not stand: it follows an offer within the same contact, without a neutral reason."""
    return in_same_contact(offers, contacts, at) and not is_neutral(reason)


def but_for_references(text: str, change: Callable[[str], str]) -> str:
    """A text with `change` done to what stands between the numbers that it says to be references of a payment."""
    parts, end = [], 0
    for found in _REFERENCES.finditer(text):
        parts += [_within(text[end : found.start()], change), found[0]]
        end = found.end()
    return "".join((*parts, _within(text[end:], change)))


def _within(text: str, change: Callable[[str], str]) -> str:
    return _SAID.sub(lambda said: change(said[0]), text)
