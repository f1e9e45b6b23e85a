"""Real-looking pastes: the words stay, the formatting goes."""

import re

import pytest

from officekit.pasted import PastedLineField, PastedTextField, unformatted

WORD_LIST = "\u3000\u3000会议听取了情况。\r\n\uf06c\t划定车位\u00a024\u00a0个\x0b由物业负责\r\n\uf0d8 错峰停车\r\n\r\n\r\n\u2022\t清雪\r\n"
CHAT = "张三 10:32\n车位不够\u200b，得划线\n\n李四 10:33\n\u202a同意\u202c\n王五 2026/11/12 10:35:07\n[图片]\ufffc 看这个"
TABLE = "单位\t车位（个）\t备注\n示例医院\t12\t\n示例学校\t8\t假期\u3000另算"
HTML = (
    "<html><body><!--StartFragment--><style>p{margin:0}</style>"
    '<p class="MsoNormal" style="text-indent:2em"><span lang=EN-US>1.</span>&nbsp;划线&lt;北侧&gt;<o:p></o:p></p>'
    "<table><tr><td>医院</td><td>12 个</td></tr></table><ul><li>清雪</li><li>除冰</li></ul>末行<br>再一行"
    "<!--EndFragment--></body></html>"
)


def test_word_keeps_its_words():
    assert unformatted(WORD_LIST) == (
        "会议听取了情况。\n划定车位 24 个\n由物业负责\n错峰停车\n\n清雪"
    )


def test_chat_keeps_who_said_what_and_when():
    assert unformatted(CHAT) == (
        "张三 10:32：车位不够，得划线\n\n李四 10:33：同意\n王五 2026/11/12 10:35:07：[图片] 看这个"
    )


def test_table_keeps_its_cells_apart():
    assert unformatted(TABLE) == "单位 车位（个） 备注\n示例医院 12\n示例学校 8 假期 另算"


def test_web_page_keeps_what_it_showed():
    assert unformatted(HTML) == "1. 划线<北侧>\n\n医院 12 个\n\n清雪\n\n除冰\n\n末行\n再一行"


@pytest.mark.parametrize(
    "text",
    [
        "若 a<b 且 c>d，就用 <方案二>。",
        "夜间 -5 度，3*4=12，·号也留",
        "开始 14:30\n结束 16:00",
        "9:30 到 10:00 看现场",
        "一、停车\n（一）划线\n1. 北侧",
        "他说“可以”，又说‘再看’。",
        "R&D 和 R&amp;D",
        "👨\u200d👩\u200d👧 一家三口",
    ],
)
def test_what_is_plain_already_stays(text):
    assert unformatted(text) == text


def test_time_that_nobody_spoke_at_is_kept():
    assert unformatted("看现场 9:30\n大家看了车位") == "看现场 9:30：大家看了车位"
    assert unformatted("散会 16:00") == "散会 16:00"


def test_quotes_of_other_languages_become_chinese():
    assert unformatted("„可以‟") == "“可以”"


def words(text):
    return re.findall(r"[\w&<>=*%℃]", text)


@pytest.mark.parametrize(
    "text", [WORD_LIST.replace("\uf06c", "").replace("\uf0d8", ""), CHAT, TABLE]
)
def test_no_word_is_lost(text):
    assert words(unformatted(text)) == words(text)


@pytest.mark.parametrize(
    "text", [WORD_LIST, CHAT, TABLE, "", "\n \u3000\n", "• - * 甲", "甲 10:32\n\n\n乙 10:33"]
)
def test_cleaning_twice_is_cleaning_once(text):
    assert unformatted(unformatted(text)) == unformatted(text)


def test_hostile_text_is_quick():
    assert unformatted("<p " * 20_000).count("<p") == 20_000
    for start in ("<!--", "<style>"):
        assert unformatted(start * 50_000 + "<b>").count(start) == 50_000
        assert unformatted(f"<!-- --><style></style>甲{start * 50_000}<b>").count("甲") == 1


def test_fields_take_the_words_only():
    assert PastedTextField().clean(TABLE).startswith("单位 车位（个） 备注\n")
    assert PastedLineField().clean("•\t划线\r\n24\u00a0个") == "划线 24 个"
    assert PastedTextField(required=False).clean(None) == ""
    assert PastedLineField(required=False).clean(None) == ""
