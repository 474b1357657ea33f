# SPDX-License-Identifier: Apache-2.0
"""Personal data hidden in free text: numbers by their shape, names and accounts by the words before them.

Each pattern begins with a class of few letters (what else they ask of that letter is looked back at), or is tried only
where a quick look finds a reason: nearly all of a text is skipped. Amounts, days and reference numbers stay.
"""

import re
from collections.abc import Callable

from amends.kernel.identifiers import masked_name, masked_number, normal_number

ID_NUMBER, BANK_CARD, MAIL = "[身份证号]", "[银行卡号]", "[邮箱]"
ACCOUNT, SECRET, PLATE = "[账号]", "[密码]", "[车牌号]"

_Replacement = Callable[[re.Match[str]], str]

# What follows a number that is an amount or a count, and nobody's.
_NO_AMOUNT = r"(?!\d|[.,]\d|\s*(?:元|块|万|亿|人|次|吨|平|米|户|公里|度|兆|[kKmMgG][bB]?(?![A-Za-z])|%))"
_NO_COUNT = r"(?![0-9A-Za-z]|\s*[年月日号次位元个天分块条秒小])"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_NUMBERS = re.compile(
    rf"""
    (?=[\d+])(?:
    (?P<id>(?<![\dA-Za-z])[1-9]\d{{5}}[-\s]?(?:19|20)\d\d{_DAY}[-\s]?\d{{3}}[\dXx](?![\dA-Za-z])
      |(?<![\dA-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])\d{{6}}{_DAY}\d{{3}}(?![\dA-Za-z]))
    |(?P<card>(?<![\d.A-Za-z])(?:4\d|5[1-5]|6\d|3[4-8])\d\d(?:[-\s]?\d{{4}}){{3}}(?:[-\s]?\d{{1,3}})?(?![\dA-Za-z]))
    |(?P<mobile>(?<![\d.])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{{4}}[-\s]?\d{{4}}(?![A-Za-z]){_NO_AMOUNT})
    |(?P<line>(?<![-\d.])0(?:10|2\d|[3-9]\d\d)[)）]?[-\s]?[2-8]\d{{6,7}}{_NO_AMOUNT}))
    """,
    re.VERBOSE,
)
_LINES = re.compile(
    rf"[电座固](?:(?<=电)话|(?<=座)机|(?<=固)话)(?:号码)?\s*(?:是|为|[:：])?\s*(?P<it>[2-8]\d{{2,3}}-?\d{{4}}){_NO_AMOUNT}"
)
_MAILS = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}\s?@\s?[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+", re.ASCII
)
_ACCOUNTS = re.compile(
    rf"""
    [微VvWwQq](?:(?<=微)信|(?<=[VvWw])(?<![A-Za-z].)(?:[Xx]|信|e[Cc]hat|eixin)|(?<=[Qq])(?<![A-Za-z].)[Qq])
    群?\s*(?:号码|账号|帐号|号|[Ii][Dd])?\s*(?P<said>[:：=]|是|为|叫)?\s*
    (?P<it>[1-9]\d{{4,11}}|(?(said)|(?=[-_A-Za-z]*\d))[A-Za-z][-_A-Za-z0-9]{{5,19}})(?![-_A-Za-z0-9]){_NO_AMOUNT}
    """,
    re.VERBOSE,
)
_SECRETS = re.compile(
    rf"""
    [验校动短密口pP](?:(?<=验)证码|(?<=校)验码|(?<=动)态码|(?<=短)信码|(?<=密)码|(?<=口)令|(?<=[pP])(?:assword|wd|IN码?))
    \s*(?P<said>(?:是|为)?\s*[:：=]|是|为)?\s*
    (?P<it>(?(said)|(?=[A-Za-z@#$%&*!._-]*\d))[A-Za-z0-9@#$%&*!._-]{{4,20}}){_NO_COUNT}
    """,
    re.VERBOSE,
)
_CODES = re.compile(r"(?<![\d.])\d{4,8}(?=\s*[(（]?(?:是|为)?(?:您|你|我)?的?(?:短信)?验证码)")
_PLATES = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z]\s?[·•-]?\s?"
    r"(?=[A-Z]*\d[A-Z]*\d)(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])"
)

_HAN = "一-鿿"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|长孙|宇文|司徒|夏侯|申屠"
# The hundred commonest family names that begin few other words, then those that need a plain cue.
_SURE = (
    "王李张刘陈杨赵吴徐孙朱胡郭林罗郑梁谢宋唐韩冯邓曹彭萧蔡潘袁董吕苏卢蒋杜魏薛丁阎沈姚傅钟姜崔谭陆汪范廖贾韦邹邱熊孟秦侯尹"
    "段雷黎史陶贺龚郝邵覃武戴莫"
)
_OTHER = (
    "黄周马高何许曾肖田余叶程任石金夏付方白江龙顾毛万钱严孔向温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳"
    "甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝游辛靳管柴鲍华喻祁蒲房滕屈饶牟艾尤阳时穆农司卓古吉缪简车项连芦麦"
    "褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)
FAMILY_NAMES = _SURE + _OTHER
_END = rf"(?=[^{_HAN}A-Za-z]|$|电话|手机|联系|身份证|住址|家住|住在|系|男|女|是|今年|现在|来自|于\d|在\d|因|反映|投诉)"
_NAME = rf"(?:{_DOUBLE}|[{_SURE}{_OTHER}])[{_HAN}]{{1,2}}?"
_NO_GIVEN = "人员者的了区市县省镇村年月日时后前中内外上下民户业主额"
_SURE_NAME = rf"(?:{_DOUBLE}|[{_SURE}])[{_HAN}]?[{_HAN}](?<![{_NO_GIVEN}]){_END}"
_FOREIGN = rf"[{_HAN}]{{2,6}}(?:[·•][{_HAN}]{{1,8}})+"
_NAMES = re.compile(
    rf"""
    [我本姓名联机户署](?:
      (?:(?<=姓)名|(?<=联)系人|(?<=[机户])主|(?<=名)字|(?<=署)名)(?:姓名)?\s*
        (?:[:：]\s*(?P<labelled>{_FOREIGN}|[{_HAN}]{{2,4}}?{_END})|(?:是|为|叫)\s*(?P<told>{_FOREIGN}|{_NAME}{_END})|\s+(?P<next>{_SURE_NAME}))
      |(?<=我)叫(?:做|作)?\s*(?!车)(?P<called>{_FOREIGN}|{_NAME}{_END})
      |(?<=本)人(?:叫|姓名)?[:：]?(?P<self>{_SURE_NAME})
    )
    """,
    re.VERBOSE,
)
_LONG = re.compile(r"\d(?:[-\s)）]{0,2}\d){6}")
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)}  # one to one: places in the text stay what they are
_IS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ＠]")


def mask(text: str) -> str:
    """The text with personal data hidden: numbers and names as elsewhere (138****1215, 王*明), the rest by its kind.

    Mobile numbers and fixed lines, identity numbers (18 and 15 places), bank cards (with their check digit), e-mail;
    WeChat and QQ accounts, passwords and codes, names, each after a word that announces it; licence plates. In
    full-width forms too. Masking twice changes nothing more.
    """
    wide = _IS_WIDE.search(text) is not None
    replaced = _within_wide if wide else _within
    if wide or "@" in text:
        text = replaced(_MAILS, text, lambda _: MAIL)
    if wide or _tells_secrets(text):
        text = replaced(_SECRETS, text, lambda m: _with(m, SECRET))
        text = replaced(_CODES, text, lambda _: SECRET) if "验证码" in text else text
    if wide or _tells_accounts(text):
        text = replaced(_ACCOUNTS, text, lambda m: _with(m, ACCOUNT))
    if _LONG.search(text):
        text = replaced(_NUMBERS, text, _number)
        text = replaced(_LINES, text, lambda m: _with(m, masked_number(normal_number(m["it"]))))
    text = replaced(_PLATES, text, lambda _: PLATE)
    return replaced(_NAMES, text, _named) if _tells_names(text) else text


# A quick look, many times quicker than a pattern, at whether there is any reason to search.


def _tells_secrets(t: str) -> bool:
    return "码" in t or "令" in t or "wd" in t or "ssword" in t or "IN" in t


def _tells_accounts(t: str) -> bool:
    return "信" in t or "Q" in t or "q" in t or "x" in t or "X" in t or "hat" in t


def _tells_names(t: str) -> bool:
    announced = "姓名" in t or "名字" in t or "联系人" in t or "户主" in t or "机主" in t or "署名" in t
    return announced or "本人" in t or "我叫" in t


def _within(pattern: re.Pattern[str], text: str, replacement: _Replacement) -> str:
    return pattern.sub(replacement, text)


def _within_wide(pattern: re.Pattern[str], text: str, replacement: _Replacement) -> str:
    """Looks at the narrow forms; what is not matched stays as wide as it was written."""
    parts, done = [], 0
    for match in pattern.finditer(text.translate(_WIDE)):
        parts += [text[done : match.start()], replacement(match)]
        done = match.end()
    return "".join([*parts, text[done:]])


def _number(match: re.Match[str]) -> str:
    if match.lastgroup == "id":
        return ID_NUMBER
    if match.lastgroup == "card":
        return BANK_CARD if _luhn(normal_number(match[0])) else match[0]
    return masked_number(normal_number(match[0]))


def _with(match: re.Match[str], instead: str) -> str:
    """The cue stays, what it announced goes."""
    return match[0][: match.start("it") - match.start()] + instead


def _named(match: re.Match[str]) -> str:
    name = next(found for found in match.group("labelled", "told", "next", "called", "self") if found)
    return match[0][: -len(name)] + masked_name(name)


def _luhn(digits: str) -> bool:
    """Whether the check digit of a card fits."""
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(d), 10)) for d in even)) % 10 == 0
