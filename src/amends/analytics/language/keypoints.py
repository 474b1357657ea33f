# SPDX-License-Identifier: Apache-2.0
"""Key points in free text, said in whatever words: each is a set of ideas, each idea a set of words that will do."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from amends.analytics.language.normal import folded

_DIGIT: Final = "[0-9〇零一二两三四五六七八九十百千半]"
_DAY: Final = (
    "(?:今天|今日|今晚|明天|明早|明晚|明日|后天|当天|当晚|本周|下周|下个?月|月底"
    "|(?:周|星期)[一二三四五六日天])"
)
# What may stand in an idea instead of a word: any amount, any moment, any length of time.
PATTERNS: Final[Mapping[str, str]] = {
    "<number>": f"{_DIGIT}+",
    "<money>": rf"{_DIGIT}+(?:[.点]{_DIGIT}+)?\s*(?:元|块|毛)",
    "<time>": (
        rf"{_DAY}|{_DIGIT}+\s*(?:点|时(?!候|常)|号|日(?!常)|月{_DIGIT}+)|[0-9]{{1,2}}:[0-9]{{2}}"
        rf"|{_DIGIT}+\s*(?:个)?(?:分钟|小时|钟头|工作日|天|周|星期)(?:之?内|以?后|之前|左右)?"
    ),
    "<phone>": r"[0-9][0-9\- ]{6,}[0-9]|工号|分机|直线|我的电话|联系电话",
}
_NEGATED: Final = re.compile(
    r"(?:不|没|没有|别|无法|不能|不会|不用|不必|不可能|未|无需|甭|从不|不想|不是|没法|没办法|不给|不肯|不打算|拒绝|禁止|不准|不许|休想|哪有|哪能|凭什么"
    r"|哪会|怎么可能|怎么会|何必|免谈)"
    r"(?:再|就(?:此|这)?(?:件|个)?(?:事|此)?|马上|立刻|立即|把.{1,8}?|任何|必要|义务|责任|理由|向[您你他她]?|给[您你他她]?|帮[您你]|为[您你]|替[您你]|对[您你]|跟[您你]"
    r"|去|来|能|可以|会|要|想|现在|当场|有|先|得|是|需要|[您你]|我们?|什么|直接|全部|全额|说|做|进行|办理?|作)*$"
)
# What denies a word from behind, in the same clause: «退费是办不了的».
_DENIED_AFTER: Final = re.compile(
    r"^[^是能会要可]{0,6}?(?:这|那)?(?:件|个|种|点|项)?(?:事|事情|要求|请求|我们?|目前|现在|肯定|绝对|是|也|都|真的?|根本|暂时|一律|恐怕|可能)*"
    r"(?:办不了|做不到|办不到|做不了|不行|不可能|不可以|没门|没戏|免谈|没有可能|没可能|不支持|不允许|退不了|不予|想都别想|不存在|没有的事|处理不了|给不了)"
)
# Words that hold a negation and yet say nothing against what follows.
_NOT_NEGATED: Final = re.compile(
    r"(?:差不多|不但|不仅|不光|不只|不管|不论|不得不|无论|要不|没错|不好意思|对不起|不瞒您说|不耽误|不麻烦|能不|是不|要不要)$|(?:有没有|是不是|会不会)(?:人)?(?:给您|帮您|先)*$"
)
_DOUBLE: Final = re.compile(r"(?:不会不|不能不|不得不|没有不)(?:给您|帮您|去|先)*$")
_CLAUSE: Final = re.compile(r"[，,。！!；;\n]|(?<=[^是能会要可好行])[？?]")


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """What somebody is to say: of each group, one word at least. `says` is the point in one sentence.

    A group holds plain words, placeholders (`<time>`, `<money>`, `<number>`, `<phone>`), or several parts joined by `*`
    that stand in this order within a clause (`调*录音`). A word that begins with `!` is found even where it is negated.
    """

    code: str
    says: str
    groups: tuple[tuple[str, ...], ...]


class KeyPointMalformed(ValueError):
    """A key point without a group, or a group without a word: it would always or never be found."""

    def __init__(self, code: str) -> None:
        super().__init__(f"key point {code!r}: every group needs a word, and there must be a group")
        self.code = code


def matched(text: str, points: Sequence[KeyPoint]) -> Mapping[str, bool]:
    """For each point, by its code, whether the text says it: every group is met by a word that nothing denies.

    Width and case do not matter. A word is denied where a negation stands right before it in its clause ("不能退给您"
    does not say "退给您"). Raises `KeyPointMalformed`.
    """
    story = folded(text)
    return {each.code: all(_met(story, group) for group in _checked(each)) for each in points}


def met_share(text: str, point: KeyPoint) -> float:
    """How much of a point a text says: the groups met ÷ its groups, 0–1. Raises `KeyPointMalformed`."""
    story, groups = folded(text), _checked(point)
    return sum(_met(story, group) for group in groups) / len(groups)


def said(text: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether a text meets every group, as `matched` says it of a point."""
    story = folded(text)
    return bool(groups) and all(_met(story, tuple(group)) for group in groups)


def _checked(point: KeyPoint) -> tuple[tuple[str, ...], ...]:
    if not point.groups or not all(
        group and all(word.strip("!* ") for word in group) for group in point.groups
    ):
        raise KeyPointMalformed(point.code)
    return point.groups


def _met(story: str, group: tuple[str, ...]) -> bool:
    return any(_stands(story, word) for word in group)


def _stands(story: str, word: str) -> bool:
    even_denied = word.startswith("!")
    found = _pattern(word.removeprefix("!")).finditer(story)
    return any(
        even_denied or not (is_denied(story, match.start()) or is_denied_after(story, match.end()))
        for match in found
    )


def is_denied(story: str, start: int) -> bool:
    """Whether a negation stands right before this place, in the same clause."""
    before = _CLAUSE.split(story[max(0, start - 16) : start])[-1].replace(" ", "")
    if _DOUBLE.search(before) or _NOT_NEGATED.search(before):
        return False
    return _NEGATED.search(before) is not None


def is_denied_after(story: str, end: int) -> bool:
    """Whether what stands before this place is denied by what follows, in the same clause."""
    after = _CLAUSE.split(story[end : end + 20])[0].replace(" ", "")
    return _DENIED_AFTER.search(after) is not None


@lru_cache(maxsize=8192)
def _pattern(word: str) -> re.Pattern[str]:
    parts = [_part(each) for each in folded(word).split("*") if each]
    return re.compile("[^，,。！!；;？?\n]{0,12}?".join(parts))


def _part(word: str) -> str:
    known = [
        f"(?:{PATTERNS[each]})" if each in PATTERNS else re.escape(each)
        for each in re.split(r"(<[a-z]+>)", word)
    ]
    return "".join(known)
