# SPDX-License-Identifier: Apache-2.0
"""A scenario typed in lines is the scenario; a line that cannot be read says which."""

import pytest

from amends.apps.training.rules.playing.scenario import ScenarioMalformed, read_scenario
from amends.apps.training.rules.playing.typed import content_of, typed
from amends.apps.training.rules.playing.words import malformed_words
from tests.apps.training.playing.contents import contents


@pytest.mark.parametrize("code", contents())
def test_every_scenario_goes_through_the_editor_unchanged(code: str) -> None:
    content = contents()[code]
    assert read_scenario(content_of(typed(content))) == read_scenario(content)


@pytest.mark.parametrize(
    ("field", "line", "sentence"),
    [
        ("criteria", "倾听 | 先致歉 | 抱歉", "通过标准 1：技能不对。"),
        ("criteria", "同理倾听 | 先致歉 | 抱歉/ ", "通过标准 1：要点的词有空缺"),
        ("fails", "推责 | 代理点 | 气 | 后来", "不合格信号 1：条件只能写"),
        ("nodes", "open | 你好 | 高兴→end", "节点 1：条件只能是"),
        ("nodes", "open | 你好 | 失误2", "节点 1：下一步要写成"),
        ("facts", "a | b | c | d", "问了才说的事 1：格式不对"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(field: str, line: str, sentence: str) -> None:
    fields = typed(contents()["RP-01"]) | {field: line}
    with pytest.raises(ScenarioMalformed) as refused:
        read_scenario(content_of(fields))
    assert malformed_words(refused.value).startswith(sentence)
