# SPDX-License-Identifier: Apache-2.0
"""The one amount of money, or number of days, that a story names; nothing where it is vague: what is read here stands
filled in, and a wrong amount that looks exact is worse than none."""

import re
from typing import Final

from amends.kernel.identifiers import normal_text

_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_DIGITS: Final = {letter: number for number, letter in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_IN_CHINESE: Final = str.maketrans("0123456789", "零一二三四五六七八九")
_ARABIC = re.compile(r"(?P<digits>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<unit>[十百千万])?")
_D = "[一二两三四五六七八九]"
_BELOW = rf"(?:{_D}千)?(?:[零〇]?{_D}百)?(?:[零〇]?{_D}?十)?(?:[零〇]?{_D})?"
_CHINESE = re.compile(rf"(?:(?=[^万]){_BELOW}万)?{_BELOW}|[零〇]")

# Whatever a number may be written with, the vague ones too.
_LETTER = "0-9零〇一二两三四五六七八九十百千万几半亿"
_ONE = rf"[{_LETTER}](?:[{_LETTER}.,]*[{_LETTER}])?"
_FIGURE = (
    rf"(?<![第{_LETTER}])(?P<about>[约近]|大概|差不多|不到|超过|至少|数(?=[十百千万]))?"
    rf"(?P<figure>{_ONE}(?: ?(?:到|至|或者?|[-~—、/]) ?{_ONE})*)(?P<more>[多余来])? ?"
)
_ROUGH = r"(?P<rough>左右|上下|以上|出头|多(?![扣收]))?"
_JIAO = rf"(?:[1-9]|{_D})[角毛](?:(?:[0-9]|{_D})(?!个)分?)?"
_YUAN = (
    rf"(?:元(?![旦宵月宝])(?P<of_yuan>{_JIAO})?"
    rf"|(?P<kuai>块)(?P<of_kuai>{_JIAO}|[0-9]{{1,2}}(?![0-9.])|{_D}(?![个月天日年次]))?"
    rf"(?P<sure>(?P<money>钱)|(?=$|\W|[的了还就也都又被给退]|多|左右|上下|以上|出头))?){_ROUGH}"
)
_EACH = r"(?P<each>每个?[月天日年次]\D{0,6})?"
_PER = r"(?P<per> ?(?:/|每个?|一个?)[月天日年次])?"
_MONEY = re.compile(rf"{_EACH}{_FIGURE}{_YUAN}{_PER}")
_TOTAL = re.compile(rf"(?:共|合计|总计|累计)[^0-9每]{{0,6}}?{_FIGURE}{_YUAN}")
_DAYS = re.compile(rf"{_FIGURE}天{_ROUGH}")


def amount_in(text: str) -> int | float | None:
    """The amount of money that a text speaks of, in yuan: the total where it names one, else the only amount; nothing
    where one is vague (几百块, 二三十块). A sum for each month is no total."""
    told = normal_text(text)
    if total := _TOTAL.search(told):
        return _yuan(total)
    found = {_yuan(each) for each in _MONEY.finditer(told) if _is_sum(each)}
    return found.pop() if len(found) == 1 else None


def days_in(text: str) -> int | float | None:
    """For how many days, where a text names one number of days."""
    found = {_exactly(each) for each in _DAYS.finditer(normal_text(text))}
    return found.pop() if len(found) == 1 else None


def number_of(written: str) -> int | float | None:
    """A number in digits, in Chinese up to 99,999,999 or in both: `1,200.5`, `两百三十七`, `一万二`, `1.5万`; nothing
    where it is none (`二三十`, `几百`)."""
    if plain := _ARABIC.fullmatch(written):
        value = round(float(plain["digits"].replace(",", "")) * _UNITS.get(plain["unit"], 1), 2)
        return int(value) if value.is_integer() else value
    spoken = written.translate(_IN_CHINESE)
    return _of_chinese(spoken) if spoken and _CHINESE.fullmatch(spoken) else None


def _is_sum(found: re.Match[str]) -> bool:
    """Whether it is neither the price of each month nor `一块` as in «together»."""
    if found["kuai"] and found["figure"] == "一" and not found["money"]:
        return bool(found["of_kuai"]) and found["sure"] is not None
    return not (found["each"] or found["per"])


def _yuan(found: re.Match[str]) -> int | float | None:
    value = _exactly(found)
    if value is None or (found["kuai"] and found["sure"] is None):
        return None
    cents = "".join(map(_digit, found["of_yuan"] or found["of_kuai"] or ""))
    if not cents:
        return value
    return float(f"{value}.{cents}") if isinstance(value, int) else None


def _digit(letter: str) -> str:
    return letter if letter.isdecimal() else str(_DIGITS.get(letter, ""))


def _exactly(found: re.Match[str]) -> int | float | None:
    """The number that was found; nothing where the words beside it make it vague."""
    vague = found["about"] or found["more"] or found["rough"]
    return None if vague else number_of(found["figure"])


def _of_chinese(written: str) -> int:
    head, ten_thousand, tail = written.rpartition("万")
    return _below(head) * _UNITS["万"] + _below(tail, after=_UNITS["万"] if ten_thousand else 0)


def _below(written: str, *, after: int = 0) -> int:
    """A number below ten thousand; a digit that ends it counts by the unit before it: 三百五 is 350."""
    total, digit, unit = 0, 0, after
    for letter in written:
        if letter in _UNITS:
            total, unit, digit = total + (digit or 1) * _UNITS[letter], _UNITS[letter], 0
        else:
            digit, unit = _DIGITS[letter], 1 if letter in "零〇" else unit
    return total + digit * (unit // 10 if unit >= 100 else 1)
