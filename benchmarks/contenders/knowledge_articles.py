# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.contenders.knowledge_articles 50000`: fills a database with articles and says what finding them
takes, as JSON: of each query the milliseconds, p50 and p95, those of work in this process, and how many it shows."""

import json
import random
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

ROUNDS, BATCH, SEED = 40, 1_000, 20261122
QUERIES = {
    "a word of every third article": ("套餐", ""),
    "a rare word": ("蓝鲸权益", ""),
    "two words": ("宽带 报修", ""),
    "a sentence": ("流量怎么收费", ""),
    "one character": ("网", ""),
    "letters": ("volte", ""),
    "nothing that is there": ("火星漫游", ""),
    "two common pairs far apart": ("信号权益", ""),
    "within a topic": ("套餐", "NW"),
}
_WHAT = (
    "流量", "宽带", "合约", "发票", "漫游", "信号", "权益", "短信", "充值", "副卡", "过户", "靓号", "固话", "电视",
    "账单", "携号", "报修", "退费", "密码", "家庭",
)  # fmt: skip
_ASK = (
    "怎么收费",
    "什么时候生效",
    "能不能退",
    "在哪里查",
    "怎么取消",
    "要带什么",
    "多久办好",
    "为什么不能办",
)
_SAY = (
    "先核对客户的{}，再把结果告诉客户。", "{}下个月一号起按新的算。", "客户不认可的，登记案件，三天内答复。",
    "App里“我的—{}”可以看到明细。", "{}用完以后会发短信提醒。", "本人带身份证到营业厅就能办{}。", "VoLTE要重新打开。",
    "{}不收手续费，也不影响别的业务。", "改套餐当月还按原来的{}收费。",
)  # fmt: skip
_TOKENS = "UPDATE knowledge_articletext SET tokens = array_to_tsvector(%s) WHERE version_id = %s"
_KEEP = "INSERT INTO knowledge_search (rowid, tokens) VALUES (%s, %s)"
_AT, _TODAY = datetime(2026, 11, 2, 4, 0, tzinfo=UTC), date(2026, 11, 2)
Found = dict[str, tuple[float, float, float, int]]


def main(count: int) -> Found:
    """Migrate, fill, ask."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    units, editor, approver = _organisation()
    rng = random.Random(SEED)
    _forget_index()
    for first in range(0, count, BATCH):
        _fill(range(first, min(first + BATCH, count)), units, editor, approver, rng)
    _settle()
    _compare()
    return {name: _timed(units[1].scope, *query) for name, query in QUERIES.items()}


def _organisation() -> tuple[list[Any], Any, Any]:
    from amends.apps.core.actions.accounts import add_user
    from amends.apps.core.actions.organisation import add_unit
    from amends.apps.core.models import Unit
    from amends.apps.core.rules.organisation import UnitKind
    from amends.apps.core.rules.roles import Role

    top = add_unit(code="G", name="集团", kind=UnitKind.GROUP, parent=None, by=None, at=_AT)
    province = add_unit(code="P", name="省", kind=UnitKind.PROVINCE, parent=top, by=None, at=_AT)
    for number in range(12):
        add_unit(code=f"C{number}", name=f"市{number}", kind=UnitKind.CITY, parent=province, by=None, at=_AT)
    writer, approver = (
        add_user(
            username=name,
            name=name,
            role=Role.KNOWLEDGE_EDITOR,
            unit=province,
            password=None,
            by=None,
            at=_AT,
        )
        for name in ("writer", "approver")
    )
    return [province, *Unit.objects.filter(kind="city").order_by("code")], writer, approver


def _fill(numbers: range, units: list[Any], editor: Any, approver: Any, rng: random.Random) -> None:
    """Articles in force, the rows of many at once."""
    from django.db import transaction

    from amends.apps.knowledge.models import Article, ArticleVersion
    from amends.packs import load_rows

    leaves = [row["code"] for row in load_rows("complaint_taxonomy")]
    articles = [
        Article(
            code=f"K-{number:06d}", unit=units[0] if number % 3 else units[1 + number % 12], title=_title(number, rng),
            topic=rng.choice(leaves), owner=editor, review_date=_TODAY + timedelta(days=rng.randint(-20, 200)),
            source_channel="product", made_by=editor, made_at=_AT,
        )
        for number in numbers
    ]  # fmt: skip
    with transaction.atomic():
        articles = Article.objects.bulk_create(articles)
        versions = ArticleVersion.objects.bulk_create(
            ArticleVersion(
                article=each, number=1, state="approved", title=each.title, short=_says(1, rng), body=_says(6, rng),
                points=[_says(1, rng)[:40], _says(1, rng)[:40]], starts_date=_TODAY, made_by=editor, made_at=_AT,
                plain_by=editor, plain_at=_AT, approved_by=approver, approved_at=_AT,
            )
            for each in articles
        )  # fmt: skip
        _keep(versions)


def _keep(versions: list[Any]) -> None:
    """What `keep_words` writes for each version, for many at once: `_compare` holds the two together."""
    from django.db import connection

    from amends.apps.knowledge.models import ArticleText
    from amends.apps.knowledge.queries.topics import topic_words
    from amends.apps.knowledge.rules.articles import document, kept_tokens
    from amends.kernel.blocks import blocks_of

    rows = [
        ArticleText(
            version=each, unit_id=each.article.unit_id, topic=each.article.topic, title=document([each.title])[:250],
            text=document([each.title, each.short, each.body, *each.points, topic_words(each.article.topic)]),
            starts_date=each.starts_date, last_date=each.last_date, review_date=each.article.review_date,
        )
        for each in versions
    ]  # fmt: skip
    ArticleText.objects.bulk_create(rows)
    tokens = [(row.pk, kept_tokens(row.title, row.text)) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(_TOKENS, [([*own, *blocks_of(key)], key) for key, own in tokens])
        else:
            cursor.executemany(_KEEP, [(key, " ".join(own)) for key, own in tokens])


def _compare() -> None:
    """Whether the verb itself would have kept the first article the same way."""
    from amends.apps.knowledge.actions.articles.searching import keep_words
    from amends.apps.knowledge.models import ArticleText

    first = ArticleText.objects.unscoped("one row of a benchmark").order_by("pk")[:1]
    version, before = first[0].version, first.values()[0]
    keep_words(version)
    if first.values()[0] != before:
        raise SystemExit("the benchmark keeps words of articles in another way than the product")


def _title(number: int, rng: random.Random) -> str:
    rare = "蓝鲸权益" if number % 2_500 == 7 else ""
    common = "套餐" if number % 7 == 0 else ""
    return f"{rare}{common}{rng.choice(_WHAT)}{rng.choice(_ASK)}"


def _says(sentences: int, rng: random.Random) -> str:
    return "".join(rng.choice(_SAY).format(rng.choice(_WHAT)) for _sentence in range(sentences))


def _forget_index() -> None:
    """An index that is made when the rows are there costs a tenth of one that is kept row by row."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX knowledge_search")


def _settle() -> None:
    from django.db import connection

    from amends.apps.knowledge.models.search import search_index_sql

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(search_index_sql("postgresql")[1])
            cursor.execute("VACUUM knowledge_articletext")
        cursor.execute("ANALYZE")


def _timed(scope: Any, words: str, topic: str) -> tuple[float, float, float, int]:
    from amends.apps.knowledge.queries.search import search_articles

    shown = len(search_articles(scope, words, _TODAY, topic=topic))
    taken, worked = [], []
    for _round in range(ROUNDS):
        began, used = time.perf_counter(), time.process_time()
        search_articles(scope, words, _TODAY, topic=topic)
        taken.append((time.perf_counter() - began) * 1_000)
        worked.append((time.process_time() - used) * 1_000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], statistics.median(worked), shown


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
