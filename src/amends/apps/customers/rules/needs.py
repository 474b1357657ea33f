# SPDX-License-Identifier: Apache-2.0
"""What customers told us they need, in controlled words; and what may never be written about a person."""

import re
from enum import StrEnum

from amends.kernel.identifiers import normal_text


class Need(StrEnum):
    """Ways to be communicated with that a customer may ask for: what we do, never why they need it."""

    LARGE_PRINT = "large_print"
    SPEAK_SLOWLY = "speak_slowly"
    SPEAK_LOUDLY = "speak_loudly"
    TEXT_INSTEAD_OF_VOICE = "text_instead_of_voice"
    VOICE_INSTEAD_OF_TEXT = "voice_instead_of_text"
    SIGN_LANGUAGE = "sign_language"
    STEP_FREE = "step_free"
    HOME_VISIT = "home_visit"
    IN_PERSON_HELP = "in_person_help"
    REPRESENTATIVE = "representative"
    GUARDIAN = "guardian"
    WRITTEN_SUMMARY = "written_summary"


# Words on looks, body, health, race, faith or class: a note that holds one is refused, with the word.
_WORDS_ZH = """
    长相 相貌 外貌 容貌 颜值 身材 体型 肥胖 胖子 很胖 太胖 偏胖 矮小 个子矮 个子高 丑 美女 帅哥
    穿着 衣着 打扮 着装 邋遢 肤色 黑人 黑种人 白种人 种族 民族 少数民族 汉族 回族 维族 藏族 血统
    籍贯 宗教 信教 信仰 教徒 性取向 同性恋 阶级 阶层 农民工 穷人 土豪 贫困户 低端人 出身低 病史
    患病 生病 疾病 残疾 残障 瘸 聋 哑 瞎 盲人 癌 糖尿病 高血压 抑郁 精神病 艾滋 怀孕 孕妇
"""
_WORDS_EN = """
    appearance ugly beautiful handsome fat obese overweight skinny weight height skin dressed
    clothes clothing race racial ethnic ethnicity nationality religion religious muslim
    christian buddhist caste upper-class lower-class working-class peasant gay lesbian
    disabled disability disease illness sick diagnosis cancer diabetes depression pregnant hiv
    deaf
"""
UNWELCOME_ZH = frozenset(_WORDS_ZH.split())
UNWELCOME_EN = frozenset(_WORDS_EN.split())
_ENGLISH = re.compile(rf"\b({'|'.join(map(re.escape, sorted(UNWELCOME_EN)))})\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")


class UnwelcomeWords(ValueError):
    """A note says something about looks, health, race, faith or class; `words` are the ones it may not hold."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__(", ".join(words))
        self.words = words


def checked_note(text: str) -> str:
    """A note as it may be kept: one spelling of space, long numbers hidden. Raises `UnwelcomeWords`."""
    plain = normal_text(text)
    found = [word for word in sorted(UNWELCOME_ZH) if word in plain]
    found += [match.lower() for match in _ENGLISH.findall(plain)]
    if found:
        raise UnwelcomeWords(tuple(dict.fromkeys(found)))
    return without_numbers(plain)


def without_numbers(text: str) -> str:
    """`text` with runs of seven digits or more hidden but for the last two: they may be somebody's number."""
    return _LONG_NUMBER.sub(lambda match: "*" * (len(match[0]) - 2) + match[0][-2:], text)
