# SPDX-License-Identifier: Apache-2.0
"""A mail as plain values: whatever its charset, its parts and its mistakes."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.apps.cases.rules.mail import reading
from amends.apps.cases.rules.mail.bodies import Attached, own_words, words_of_html
from amends.apps.cases.rules.mail.decoding import heading, text_of
from amends.apps.cases.rules.mail.reading import (
    MOST_SIGNS,
    PARSER_FAULTS,
    ReadMail,
    fingerprint,
    masked_address,
    read_mail,
)
from tests.apps.cases.mail.letters import STORY, letter, raw_letter

HEAD = "From: wang@example.com\nSubject: x\nMessage-ID: <1@example.com>"


def _read(raw: bytes, size: int = 0) -> ReadMail:
    return read_mail(raw, size=size or len(raw), own=frozenset({"tousu@telecom.example"}))


def test_plain_mail_is_read_with_its_sender_and_thread() -> None:
    raw = letter(headers={"In-Reply-To": "<b@x>", "References": "<a@x> <b@x>", "Reply-To": "me@example.org"})
    mail = _read(raw)
    assert (mail.text, mail.subject, mail.sender, mail.sender_name) == (
        STORY,
        "宽带一直断",
        "wang@example.com",
        "王小明",
    )
    assert (mail.message_id, mail.answers, mail.reply_to) == (
        "<1@example.com>",
        ("<b@x>", "<a@x>"),
        "me@example.org",
    )
    assert (mail.left_out, mail.unanswered, mail.cut) == (None, False, False)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("gb2312", "gbk"),  # says less than it writes
        ("GBK", "gb18030"),
        ("gb18030", "gb18030"),
        ("big5", "big5"),
        ("x-unknown-charset", "utf-8"),
        ("us-ascii", "gb18030"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "gb18030"),  # says what is not true
        ("", "gb18030"),
    ],
)
def test_body_is_read_when_its_charset_is_odd(charset: str, codec: str) -> None:
    said = "寬頻斷線三天" if codec == "big5" else "宽带断了三天，㐂"[: 8 if codec == "gb18030" else 7]
    kind = f'text/plain; charset="{charset}"' if charset else "text/plain"
    head = f"{HEAD}\nContent-Type: {kind}\nContent-Transfer-Encoding: base64"
    assert _read(raw_letter(head, base64.encodebytes(said.encode(codec)))).text == said


def test_encoded_words_are_joined_where_a_sign_was_cut_in_two() -> None:
    data = "投诉宽带".encode()
    words = [f"=?utf-8?B?{base64.b64encode(part).decode()}?=" for part in (data[:4], data[4:])]
    assert heading("\r\n ".join(words)) == "投诉宽带"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_subject_in_raw_bytes_is_read(codec: str) -> None:
    raw = b"From: a@example.com\r\nSubject: " + "投诉宽带断网".encode(codec) + b"\r\n\r\nx"
    assert _read(raw).subject == "投诉宽带断网"


def test_html_without_plain_text_is_read_as_words() -> None:
    html = "<html><head><title>x</title><style>p{}</style></head><body><p>宽带&nbsp;断了<br>三天</p><script>1</script>"
    assert _read(letter("", html=html)).text == "宽带 断了\n三天"
    assert words_of_html("<head><p>没有关上的头<div>也读得到") == "没有关上的头\n也读得到"


def test_plain_text_is_preferred_to_its_html() -> None:
    assert _read(letter("纯文本", html="<p>网页</p>")).text == "纯文本"
    assert _read(letter(" \n", html="<p>只有网页说了话</p>")).text == "只有网页说了话"


def test_attachments_come_with_name_and_content() -> None:
    mail = _read(letter(attached={"六月账单.xlsx": b"PK", "a.jpg": b"\xff\xd8"}))
    assert mail.text == STORY
    assert mail.attached == (Attached("六月账单.xlsx", b"PK"), Attached("a.jpg", b"\xff\xd8"))


def test_last_attachment_of_a_mail_that_is_cut_off_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = letter(attached={"a.pdf": b"x" * 400, "b.pdf": b"y" * 400})
    monkeypatch.setattr(reading, "MOST_BYTES", len(raw) - 200)
    cut = read_mail(raw[:-200], size=len(raw), own=frozenset())
    assert cut.cut
    assert [(each.name, each.torn) for each in cut.attached] == [("a.pdf", False), ("b.pdf", True)]


def test_mail_is_whole_where_the_server_says_more_than_it_sends() -> None:
    raw = letter(attached={"a.pdf": b"x" * 400})
    mail = _read(raw, size=len(raw) + 200)
    assert (mail.cut, [each.torn for each in mail.attached]) == (False, [False])


@pytest.mark.parametrize("kind", ["text/csv", "text/plain"])
def test_text_with_a_name_of_its_own_is_a_file_though_it_stands_inline(kind: str) -> None:
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\n账单见下\r\n--b\r\n"
        f'Content-Type: {kind}; name="bill.csv"\r\nContent-Disposition: inline; filename="bill.csv"\r\n\r\n'
        "六月,59\r\n--b\r\nContent-Type: text/plain\r\n\r\n请退\r\n--b--\r\n"
    )
    mail = _read(raw_letter(f'{HEAD}\nContent-Type: multipart/mixed; boundary="b"', body.encode()))
    assert mail.text == "账单见下\n\n请退"
    assert mail.attached == (Attached("bill.csv", "六月,59".encode()),)


def test_name_makes_no_file_of_the_only_words_there_are() -> None:
    head = f'{HEAD}\nContent-Type: text/plain; name="letter.txt"'
    assert (_read(raw_letter(head, b"words")).text, _read(raw_letter(head, b"words")).attached) == (
        "words",
        (),
    )
    head = f'{HEAD}\nContent-Type: multipart/mixed; boundary="b"'
    parts = (
        b'--b\r\nContent-Type: %s; name="a"\r\n\r\nwords\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--'
    )
    mail = _read(raw_letter(head, parts % b"text/plain"))
    assert (mail.text, [each.name for each in mail.attached]) == ("words", ["image/png"])
    mail = _read(raw_letter(head, parts % b"text/csv"))
    assert (mail.text, [each.name for each in mail.attached]) == ("", ["a", "image/png"])


def test_file_within_one_of_two_ways_to_say_it_is_kept_once() -> None:
    head = f'{HEAD}\nContent-Type: multipart/alternative; boundary="b"'
    body = (
        b'--b\r\nContent-Type: text/plain; name="plain.txt"\r\n\r\nplain\r\n--b\r\n'
        b'Content-Type: multipart/mixed; boundary="c"\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>page\r\n--c\r\n'
        b'Content-Type: text/csv; name="bill.csv"\r\nContent-Disposition: inline\r\n\r\n1,2\r\n--c--\r\n--b--\r\n'
    )
    mail = _read(raw_letter(head, body))
    assert (mail.text, mail.attached) == ("plain", (Attached("bill.csv", b"1,2"),))


def test_mail_within_a_mail_is_an_attachment() -> None:
    inner = letter("别人的话", message_id="<0@example.com>")
    head = f'{HEAD}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"'
    body = b"--b\r\n\r\nmine\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    mail = _read(raw_letter(head, body))
    assert (mail.text, mail.attached) == ("mine", (Attached("message/rfc822", b"", is_mail=True),))


def test_huge_mail_is_cut_and_says_so() -> None:
    assert _read(letter("长" * (MOST_SIGNS + 1))).cut
    assert len(_read(letter("长" * (MOST_SIGNS + 1))).text) == MOST_SIGNS


def test_signs_that_a_database_refuses_or_nobody_sees_go() -> None:
    raw = raw_letter(HEAD, "甲\x00乙\u200b\u202e丙\ud800".encode("utf-8", "surrogatepass"))
    assert _read(raw).text.startswith("甲乙丙")


def test_case_numbers_are_found_in_the_subject_and_in_nothing_else() -> None:
    assert _read(letter(subject="回复: [C2611-000042] 已收到")).case_numbers == ("C2611-000042",)
    assert _read(letter("C2611-000042", subject="XC2611-000042 和 C2611-00004")).case_numbers == ()
    assert _read(letter(subject="Re：答复: Fw: 宽带")).topic == "宽带"


def test_own_number_is_the_only_one_that_is_named() -> None:
    assert _read(letter("请打 138-0000-1215，13800001215")).own_number == "13800001215"
    assert _read(letter("13800001215 打给 13900001215")).own_number == ""
    assert _read(letter("订单 2213800001215001")).own_number == ""


def test_answer_is_told_from_what_it_quotes() -> None:
    assert own_words("还是不行\n\n-------- 请在这一行上方回复 --------\n您好") == "还是不行"
    assert own_words("还是不行\n> 您好\n> 编号") == "还是不行"
    assert own_words("还是不行\n\n在 2026年11月2日，客服 写道：\n您好") == "还是不行"
    assert own_words("行\n------------------ 原始邮件 ------------------\n发件人") == "行"
    assert own_words("行\nOn Mon, Nov 2, 2026 at 12:00 PM Telecom <a@b.cn> wrote:\n> x") == "行"
    assert own_words("> 只有引用") == "> 只有引用"


@pytest.mark.peer("freescout #5591")
def test_fingerprint_tells_another_mail_with_the_same_message_id() -> None:
    assert fingerprint(letter("一")) != fingerprint(letter("二"))
    assert fingerprint(letter("一")) == fingerprint(b"Received: from b\r\n" + letter("一"))
    assert fingerprint(letter("一", message_id="")) != fingerprint(
        letter("一", message_id="", subject="另一封")
    )
    assert fingerprint(letter("一", message_id="")) == fingerprint(
        b"Received: x\r\n" + letter("一", message_id="")
    )


def test_address_is_masked() -> None:
    assert masked_address("zhang.san@example.com") == "z***@example.com"
    assert masked_address("") == ""


def test_header_cannot_smuggle_another_one_into_our_answer() -> None:
    raw = raw_letter("From: a@example.com\nMessage-ID: <a b>\nIn-Reply-To: <x\ty>", b"x")
    mail = _read(raw)
    assert (mail.message_id, mail.answers) == ("", ())
    assert (
        _read(
            raw_letter("From: =?utf-8?q?a=0Ab?= <a@example.com>\nSubject: =?utf-8?q?a=0D=0Ab?=", b"")
        ).subject
        == "a b"
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(raw: bytes) -> None:
    assert len(fingerprint(raw)) == 64
    try:
        mail = _read(raw)
    except PARSER_FAULTS:
        return
    assert "\x00" not in mail.text + mail.subject + mail.sender_name


@given(st.text(max_size=80), st.sampled_from(["utf-8", "gb18030"]))
def test_words_survive_any_way_of_carrying_them(said: str, codec: str) -> None:
    clean = text_of(said.encode("utf-8", "replace"), "utf-8")
    coded = quopri.encodestring(clean.encode(codec))
    head = f"{HEAD}\nContent-Type: text/plain; charset={codec}\nContent-Transfer-Encoding: quoted-printable"
    assert _read(raw_letter(head, coded)).text.split() == clean.split()
