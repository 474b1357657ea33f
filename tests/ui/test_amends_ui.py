# SPDX-License-Identifier: Apache-2.0
"""The tags as templates write them."""

from collections.abc import Callable

import pytest
from django import forms
from django.http import HttpRequest

from amends.ui.gallery import SampleFilter, SampleForm, line_option, sample_table

Tags = Callable[..., str]


def test_metric_shows_its_definition_only_when_it_has_one(tags: Tags) -> None:
    assert "口径" not in tags('{% metric "128" "待处理" %}')
    html = tags('{% metric "4.37" "满意度" "平均分" "近 30 天" "1,204 人" %}')
    assert 'aria-label="满意度的口径"' in html
    assert "统计期 近 30 天" in html
    assert "基数 1,204 人" in html


def test_metric_is_the_same_bytes_every_time(tags: Tags) -> None:
    source = '{% metric "4.37" "满意度" "平均分" %}'
    assert tags(source) == tags(source)


def test_panel_link_is_a_link_before_anything_loads(tags: Tags) -> None:
    html = tags('{% panel_link "/p/?customer=7" "承诺" %}')
    assert 'hx-get="/p/?customer=7" hx-trigger="load"' in html
    assert html.count('<a href="/p/?customer=7">') == 2


@pytest.mark.parametrize(("state", "polls"), [("running", True), ("done", False), ("failed", False)])
def test_progress_asks_again_only_while_it_runs(tags: Tags, state: str, polls: bool) -> None:
    html = tags('{% progress "计算" 1 4 "/runs/7/" state=state %}', state=state)
    assert ('hx-get="/runs/7/" hx-trigger="every 3s, amends:visible"' in html) is polls
    assert ("<progress" in html) is polls


def test_progress_has_no_value_while_the_amount_is_unknown(tags: Tags) -> None:
    assert "value=" not in tags('{% progress "读取" %}')
    assert 'max="1000000" value="420000"' in tags('{% progress "计算" 420000 1000000 %}')


def test_field_names_its_help_and_its_errors(tags: Tags) -> None:
    html = tags("{% field form.words %}", form=SampleForm({"words": ""}))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'id="id_words_error"' in html
    assert 'id="id_words_helptext"' in html


def test_field_escapes_its_errors(tags: Tags) -> None:
    form = SampleForm({"cause": "<script>"})
    assert "<script>" not in tags("{% field form.cause %}", form=form)


def test_choices_are_a_named_group(tags: Tags) -> None:
    html = tags("{% field form.cause %}", form=SampleForm())
    assert 'role="group" aria-labelledby="id_cause_label"' in html


def test_form_shows_its_own_errors_first(tags: Tags) -> None:
    class Pair(forms.Form):
        low = forms.IntegerField()

        def clean(self) -> None:
            raise forms.ValidationError("上限小于下限")

    html = tags("{% form_fields form %}", form=Pair({"low": 1}))
    assert html.index("上限小于下限") < html.index('name="low"')


def test_filter_bar_keeps_the_sort_and_offers_to_clear(tags: Tags, request_at: HttpRequest) -> None:
    html = tags("{% filter_bar form %}", form=SampleFilter({"city": "0531"}), request=request_at)
    assert '<input type="hidden" name="sort" value="due">' in html
    assert '<a href="?">清除</a>' in html


def test_filter_bar_has_nothing_to_clear_when_nothing_is_filtered(tags: Tags) -> None:
    assert "清除" not in tags("{% filter_bar form %}", form=SampleFilter({}))


def test_masked_number_is_asked_for_by_post_with_a_token(tags: Tags) -> None:
    html = tags('{% masked "138****8745" "/customers/7/unmask/" %}', csrf_token="t0ken")
    assert 'method="post" action="/customers/7/unmask/" hx-post="/customers/7/unmask/"' in html
    assert 'value="t0ken"' in html


def test_masked_number_has_no_button_when_it_may_not_be_seen(tags: Tags) -> None:
    assert "<button" not in tags('{% masked "138****8745" %}')


def test_confirm_posts_from_inside_its_dialog(tags: Tags) -> None:
    html = tags(
        '{% confirm "end" "关闭" title="确认？" text="不可撤回" url="/x/" kind="danger" %}',
        csrf_token="t0ken",
    )
    dialog = html[html.index("<dialog") :]
    assert '<form method="post" action="/x/">' in dialog
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in dialog


def test_chart_cannot_be_left_by_its_data(tags: Tags) -> None:
    option = line_option() | {"title": {"text": "</script><b>"}}
    html = tags('{% chart "c" option "说明" %}', option=option)
    assert "</script><b>" not in html
    assert 'data-chart="c"' in html


def test_chart_of_a_part_brings_its_numbers_without_a_script(tags: Tags, request_at: HttpRequest) -> None:
    request_at.META["HTTP_HX_REQUEST"] = "true"
    html = tags('{% chart "c" option "说明" %}', option=line_option(), request=request_at)
    assert "<script" not in html
    assert 'data-option="{&quot;' in html


def test_pager_shows_only_ways_that_exist(tags: Tags) -> None:
    html = tags('{% pager "" "?after=9" "共 128 件" %}')
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_data_table_keeps_the_filters_of_the_page(tags: Tags, request_at: HttpRequest) -> None:
    html = tags("{% data_table table %}", table=sample_table(), request=request_at)
    assert 'href="?city=0531&amp;sort=-due"' in html
