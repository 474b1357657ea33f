# SPDX-License-Identifier: Apache-2.0
"""What is said of a cell that cannot be read: where it is, what is wrong, what to write instead."""

from amends.apps.surveys.rules.document import chinese
from amends.apps.surveys.rules.sheets.columns import KIND_WORDS, RULE_WORDS, SHEET_NAMES, TYPE_WORDS, Sheet
from amends.apps.surveys.rules.sheets.reader import SheetFault

SENTENCES: dict[str, tuple[str, str]] = {
    "no_sheet": (
        "文件里没有这张表，请把放题目的表命名为“survey”。",
        "There is no such sheet; name the one with the questions “survey”.",
    ),
    "no_headings": (
        "第一行不是表头，请用导出的文件或样例的表头。",
        "The first row holds no headings; use those of an exported file.",
    ),
    "empty": ("没有读到题目。", "No questions were found."),
    "type": ("不认识题型“{said}”，可以写：{types}。", "“{said}” is no type of question; it may be: {types}."),
    "no_type": ("没有写题型，可以写：{types}。", "The type is missing; it may be: {types}."),
    "no_name": (
        "没有写题号，请写字母开头的短代码，例如 Q1。",
        "The code is missing; write a short one that begins with a letter, such as Q1.",
    ),
    "unclosed": ("分组没有结束，请加一行“分组结束”。", "A group is not ended; add a row “end group”."),
    "no_begin": (
        "这里没有要结束的分组，请删去这一行，或在前面加“分组开始”。",
        "There is no group to end here; remove this row, or begin one above.",
    ),
    "list": (
        "没有叫“{said}”的选项表，请在 choices 表里写上，或改正名字。",
        "There is no list “{said}”; add it to the sheet choices, or mend the name.",
    ),
    "kind": ("不认识用途“{said}”，可以写：{kinds}。", "“{said}” is no kind of entry; it may be: {kinds}."),
    "no_value": (
        "没有写值，请写短代码，例如 yes。",
        "The value is missing; write a short code, such as yes.",
    ),
    "number": ("“{said}”不是数字，请写数字。", "“{said}” is no number; write one."),
    "yes": ("“{said}”看不懂，请写“是”或“否”。", "“{said}” is neither yes nor no; write one of them."),
    "na": (
        "只有写了最小和最大的评分题可以加“不适用”。",
        "Only a rating with least and most can offer “not applicable”.",
    ),
    "json": (
        "“{said}”不是正确的 JSON 对象，请改正或清空。",
        "“{said}” is no JSON object; mend it or leave it empty.",
    ),
    "rule": ("不认识类别“{said}”，可以写：{rules}。", "“{said}” is no kind of rule; it may be: {rules}."),
    "no_condition": ("没有写条件，例如 {{Q1}} <= 6。", "The condition is missing, such as {{Q1}} <= 6."),
    "setting": (
        "不认识设置“{said}”，请删去这一行或改正。",
        "“{said}” is no setting; remove this row or mend it.",
    ),
}
KNOWN = {
    "types": "、".join(words[0] for words in TYPE_WORDS.values()),
    "kinds": "、".join(words[0] for words in KIND_WORDS.values()),
    "rules": "、".join(words[0] for words in RULE_WORDS.values()),
}


def sentence(fault: SheetFault, language: str) -> str:
    """The whole sentence."""
    return f"{where(fault.sheet, fault.row, fault.column, language)}{bare_sentence(fault, language)}"


def bare_sentence(fault: SheetFault, language: str) -> str:
    """What is wrong and what to write, for who sees where."""
    return SENTENCES[fault.key][0 if chinese(language) else 1].format(said=fault.said, **KNOWN)


def where(sheet: Sheet, row: int, column: str, language: str) -> str:
    """«survey 表第 5 行“题型”列：»."""
    name = SHEET_NAMES[sheet][0]
    if chinese(language):
        return f"{name} 表" + (f"第 {row} 行" if row else "") + (f"“{column}”列" if column else "") + "："
    return (
        f"Sheet {name}" + (f", row {row}" if row else "") + (f", column “{column}”" if column else "") + ": "
    )
