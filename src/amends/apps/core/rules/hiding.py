# SPDX-License-Identifier: Apache-2.0
"""What must not leave this house, taken out of a text before it goes to another system, and what is put back when an
answer comes.

Who is known (this customer, these colleagues) becomes a marker of their own, which only this side can read; anybody
else's number, name and address becomes a marker that says its kind and is never put back.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from amends.analytics.language.masking import mask
from amends.apps.core.rules.hiding_names import names_hidden

NUMBER, NAME, ADDRESS = "【号码】", "【姓名】", "【地址】"
MARKER = re.compile(r"【[^【】]{1,12}】")
# What this side says in such brackets and never puts back: it may stand in a question.
_OURS = re.compile("【(?:号码|姓名|地址|请填写…|)】")
_OUR_BRACKETS, _BRACKETS_BACK = str.maketrans("【】", "\ue000\ue001"), str.maketrans("\ue000\ue001", "【】")
_TYPED_BRACKETS = str.maketrans("【】", "〔〕")

_HAN = "一-鿿"
_HALF_HIDDEN_NUMBER = re.compile(r"\+?\d{0,7}\*{2,}\d{0,6}")
_HALF_HIDDEN_NAME = re.compile(
    rf"[{_HAN}]{{1,2}}(?:\*{{1,3}}|某{{1,2}})[{_HAN}]?(?=[^{_HAN}]|$)|[{_HAN}]\*+[{_HAN}]?"
)
# Seven places in a row are somebody's, in figures or in words, whatever stands between them and whatever follows.
_PLACE = "[0-9零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_BETWEEN = r"[-\s.·•‧_/~,，、()（）:：*]{0,3}"
_DIGITS = re.compile(rf"\+?{_PLACE}(?:{_BETWEEN}{_PLACE}){{6,}}")
# Letters and figures together: passports, broadband accounts, device numbers.
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_])(?=[A-Za-z0-9_@.-]*[A-Za-z])(?=(?:[A-Za-z_@.-]*\d){6})[A-Za-z0-9][A-Za-z0-9_@.-]*"
)
_CUED_NUMBER = re.compile(
    r"(?P<cue>(?:账号|帐号|账户|帐户|用户名|护照|通行证|身份证|证件|卡号|工号|单号|编号|串号|序列号|号码|电话|手机|微信|[Qq]{2})"
    r"(?:号码|号)?\s*(?:是|为|叫|[:：=])?\s*)(?P<it>(?=[A-Za-z0-9_@.-]*\d)[A-Za-z0-9][A-Za-z0-9_@.-]{3,})(?!\s*元)"
)
# What may stay: days of these years and times of day, and amounts of up to seven places.
_DAY = r"20[1-4]\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
_KEPT = re.compile(
    rf"(?<!\d)(?<!\d[-\s.·/_])(?:{_DAY}(?![-\s.·/_]?\d)"
    r"|(?<![.,A-Za-z-])(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,7})(?:\.\d{1,2})?(?=\s*(?:元|块)))"
)
_HOUSE = r"(?:\d{1,5}|[一二三四五六七八九十百]{1,5}|[A-Za-z])\s*(?:号楼|号院|号|栋|幢|座|期|单元|门|室|房|层|楼|组|弄)"
_STREET = rf"[{_HAN}]{{2,10}}?(?:路|街|大道|巷|胡同|弄|里|村|屯|镇|乡)"
_ESTATE = rf"[{_HAN}]{{2,10}}?(?:小区|花园|公寓|大厦|家园|新村|新城|广场|苑|宿舍|家属院)"
_REGION = rf"(?:[{_HAN}]{{2,7}}?(?:省|自治区|市|自治州|区|县|旗|街道)){{0,4}}"
_ADDRESS = re.compile(
    rf"{_REGION}(?:{_STREET}\s*{_HOUSE}|{_ESTATE})(?:\s*(?:{_ESTATE}|{_HOUSE}|[-—]?\s*\d{{3,4}}(?!\d)))*"
    rf"|{_HOUSE}(?:\s*{_HOUSE})+(?:\s*\d{{3,4}})?"
)
_CUED_ADDRESS = re.compile(
    rf"(?P<cue>(?:地址|住址|住在|家住|家在|位于|送到|寄到|上门到)\s*[:：是为]?\s*)(?P<it>[{_HAN}A-Za-z0-9 #-]{{4,60}})"
)


@dataclass(frozen=True, slots=True)
class Hiding:
    """Takes known persons out of texts: `known` is what stands in the text → the marker's word (客户姓名), `shown` the
    marker's word → what this side puts back."""

    known: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)

    def hidden(self, text: str) -> str:
        """The text as it may leave. Only markers of this side stand in 【】 afterwards: what somebody typed in such
        brackets stands in 〔〕, so that it is neither spared nor ever taken for a marker."""
        text, held = _OURS.sub(lambda m: m[0].translate(_OUR_BRACKETS), _narrow(text)), _Held()
        text = text.translate(_TYPED_BRACKETS).translate(_BRACKETS_BACK)
        text = _OURS.sub(lambda m: held.keep(m[0]), text)
        for said in sorted(filter(None, self.known), key=len, reverse=True):
            marker = held.keep(f"【{self.known[said]}】")
            text = _whole(_narrow(said)).sub(marker, text)
        return held.put_back(_anonymous(text))

    def restored(self, text: str) -> str:
        """The text with what is known put back; markers that nobody gave stay as they are."""
        return MARKER.sub(lambda found: self.shown.get(found[0][1:-1], found[0]), text)


class _Held:
    """What must pass the patterns untouched, each as a letter of the private range, which no text holds by then."""

    def __init__(self, first: int = 0xE000) -> None:
        self._first, self._words = first, list[str]()

    def keep(self, words: str) -> str:
        self._words.append(words)
        return chr(self._first + len(self._words) - 1)

    def put_back(self, text: str) -> str:
        last = self._first + len(self._words)
        return "".join(
            self._words[ord(each) - self._first] if self._first <= ord(each) < last else each for each in text
        )


def anonymous(text: str) -> str:
    """A text without numbers, names and addresses as far as their shape or the words around them tell: each is replaced
    by its kind whole, since half a number still finds its owner. In doubt it is hidden."""
    return _anonymous(_narrow(text))


def _anonymous(text: str) -> str:
    held = _Held(0xF0000)
    text = _KEPT.sub(lambda m: held.keep(m[0]), text)
    text = _CUED_ADDRESS.sub(lambda m: m["cue"] + (ADDRESS if _is_place(m["it"]) else m["it"]), text)
    text = _ADDRESS.sub(ADDRESS, text)
    text = _CUED_NUMBER.sub(lambda m: m["cue"] + NUMBER, text)
    text = names_hidden(text, NAME)
    text = mask(text)
    text = _HALF_HIDDEN_NUMBER.sub(NUMBER, text)
    text = _HALF_HIDDEN_NAME.sub(NAME, text)
    text = _TOKEN.sub(NUMBER, text)
    return held.put_back(_DIGITS.sub(NUMBER, text))


def _narrow(text: str) -> str:
    """Letters, figures, dots and dashes in their plain forms, without letters that nobody sees; other signs stay."""
    return "".join(map(_plain, text))


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Co"}:
        return ""
    figure = unicodedata.digit(sign, None)
    if figure is not None:
        return str(figure)
    if kind == "Pd" or sign in "－−":
        return "-"
    if sign == "．":
        return "."
    plain = unicodedata.normalize("NFKC", sign)
    return plain if plain.isascii() and (plain.isalnum() or plain in {"@", "_", "+"}) else sign


def _whole(said: str) -> re.Pattern[str]:
    """A known word: letters and figures only as a whole word, and a short number only where it is said to be
    somebody's, since 100 is an amount before it is a colleague."""
    words = re.escape(said)
    if not said.isascii():
        return re.compile(words)
    if said.isdecimal() and len(said) < 7:
        return re.compile(rf"(?<=工号|账号|员工|用户)(?<![0-9]){words}(?![0-9A-Za-z])")
    return re.compile(rf"(?<![0-9A-Za-z]){words}(?![0-9A-Za-z])")


def _is_place(words: str) -> bool:
    return bool(re.search(r"\d|[路街巷村镇区号栋楼室苑]", words))


def unfilled(text: str) -> tuple[str, ...]:
    """The markers that still stand in a text, each once: a person must say what belongs there."""
    return tuple(dict.fromkeys(MARKER.findall(text)))
