# SPDX-License-Identifier: Apache-2.0
"""Conversations of tests: a good call, and ones in which a thing went wrong."""

from amends.apps.quality.rules.scorecards import Card, card_contents, read_card
from amends.apps.quality.rules.transcripts import Conversation, Turn
from amends.packs import load, thawed

GOOD = (
    ("agent", "您好，这里是示例公司客服，工号1024为您服务，请问有什么可以帮您？", 0, 8),
    ("customer", "我上个月多扣了二十块钱，打了两次都没人管，真是烦。", 8, 15),
    ("agent", "张先生，给您添麻烦了，换成我也会着急，我马上帮您查。", 15, 21),
    ("customer", "那你查吧。", 21, 23),
    ("agent", "您的意思是十月的账单多了一笔二十元，希望查清退回，我这样理解对吗？", 23, 31),
    ("customer", "对。", 31, 32),
    ("agent", "请问是从哪一天开始看到这一笔的？我在记录。", 32, 38),
    ("customer", "十月五号。", 38, 40),
    ("agent", "先说结果：这一笔是因为流量包没有退订成功。我现在提交退回，明天下午六点前给您回电。", 40, 52),
    ("customer", "好。", 52, 53),
    ("agent", "已登记，编号您会收到短信。谢谢您告诉我们，还有其他需要帮忙的吗？再见。", 53, 62),
)


def talk(*rows: tuple[str, str, float | None, float | None], channel: str = "hotline") -> Conversation:
    """A conversation of rows of speaker, words, start and end."""
    return Conversation(tuple(Turn(at, *row) for at, row in enumerate(rows, 1)), channel)


def good() -> Conversation:
    """A call in which all was done."""
    return talk(*GOOD)


def card(code: str = "hotline") -> Card:
    """A card of the pack."""
    content = thawed(load("scorecards"))
    assert isinstance(content, dict)
    return read_card(card_contents(content)[code])
