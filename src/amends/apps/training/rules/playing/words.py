# SPDX-License-Identifier: Apache-2.0
"""Why a scenario cannot be played, as a sentence for the trainer."""

from typing import Final

from amends.apps.training.rules.playing.checking import Fault
from amends.apps.training.rules.playing.scenario import ScenarioMalformed

SENTENCES: Final = {
    "start_missing": "没有开始的节点“{where}”。",
    "move_nowhere": "有一步走向不存在的节点“{where}”。",
    "dead_end": "节点“{where}”没有下一步，也不是结局。",
    "line_missing": "节点“{where}”没有客户的话。",
    "unreachable": "节点“{where}”怎么走都到不了。",
    "no_way_to_pass": "没有一条路能走到“办成”的结局。",
    "endings_missing": "至少要有三种结局：办成、平了没办完、去申诉或离开。",
    "criteria_missing": "至少要有一条通过标准。",
    "play_missing": "请写出试演：{where}。",
    "play_differs": "试演和预想的不一样：{where}。请看试演经过，改要点的词或改应答。",
}
PLAYS: Final = {"good": "应当通过的应答", "bad": "应当不通过的应答"}
PLACES: Final = {
    "criteria": "通过标准",
    "fails": "不合格信号",
    "nodes": "节点",
    "need": "真正的需要",
    "facts": "问了才说的事",
    "traps": "容易踩的坑",
}
PROBLEMS: Final = {
    "missing": "没有填写",
    "words": "要点的词有空缺，请检查 / 和 + 的两边",
    "skill": "技能不对",
    "ending": "结局不对",
    "parts": "格式不对，请用 | 分开各部分",
    "when": "条件只能写“要点几之前”或“缺要点几”",
    "move": "下一步要写成“条件→节点”",
    "condition": "条件只能是：做到几%、问出需要、情绪几、失误几、没进展几",
}


def fault_words(fault: Fault) -> str:
    """A fault as a sentence."""
    return SENTENCES[fault.code].format(where=PLAYS.get(fault.where, fault.where))


def malformed_words(error: ScenarioMalformed) -> str:
    """What could not be read, as a sentence."""
    place, _, number = error.where.partition(" ")
    return f"{PLACES.get(place, place)} {number}：{PROBLEMS.get(error.what, error.what)}。".replace(
        " ：", "："
    )
