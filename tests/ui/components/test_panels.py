# SPDX-License-Identifier: Apache-2.0
"""Boxes and what they say."""

from amends.ui.components.panels import crumbs, empty_state, facts, notice, panel


def test_crumbs_end_with_words_that_lead_nowhere() -> None:
    html = crumbs("客户", "/customers/", "张*明")
    assert '<li><a href="/customers/">客户</a></li><li><span>张*明</span></li>' in html


def test_facts_show_a_dash_where_nothing_is_known() -> None:
    html = facts({"渠道": "微信", "备注": "", "次数": 0})
    assert "<dt>备注</dt><dd>—</dd>" in html
    assert "<dt>次数</dt><dd>0</dd>" in html


def test_facts_escape_values() -> None:
    assert "<dd>&lt;i&gt;</dd>" in facts([("名", "<i>")])


def test_panel_holds_a_link_only_when_it_leads_somewhere() -> None:
    assert "<a" not in panel("", "承诺")
    assert '<a class="small" href="/p/">查看全部</a>' in panel("", "承诺", url="/p/")


def test_empty_state_offers_the_next_step() -> None:
    assert '<a class="button" href="/next/">看即将到期的</a>' in empty_state(
        "bell", "没有", "/next/", "看即将到期的"
    )


def test_notice_of_an_unknown_kind_still_says_its_words() -> None:
    assert "已保存" in notice("已保存", "odd")
