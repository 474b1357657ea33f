# SPDX-License-Identifier: Apache-2.0
"""Advice on a plan cites the customer's own figures, and is silent without them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from pytest_django import Settings as DjangoSettings

from amends.apps.recovery.rules.approaching import PlanFit, plan_fit
from amends.pipeline.marts.schemas import CUSTOMERS
from amends.pipeline.store import MANIFEST, write_mart
from tests.apps.recovery.conftest import Listed


@pytest.mark.parametrize(
    ("over", "use", "fit"),
    [
        (2.0, 1.2, PlanFit.TOO_SMALL),
        (2.0, 0.1, PlanFit.TOO_SMALL),
        (1.0, 0.1, PlanFit.FITS),
        (0.0, 0.29, PlanFit.TOO_LARGE),
        (0.0, 0.3, PlanFit.FITS),
        (None, 0.1, PlanFit.TOO_LARGE),
        (0.0, None, PlanFit.FITS),
        (None, None, PlanFit.UNKNOWN),
    ],
)
def test_fit_follows_the_figures(over: float | None, use: float | None, fit: PlanFit) -> None:
    assert plan_fit({"out_of_bundle_months": over, "bundle_use": use}) is fit


def _known(home: Path, run_id: str, figures: dict[str, dict[str, float]]) -> None:
    """A kept run that knows these customers, one row group each."""
    folder = home / "runs" / run_id
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text("{}")
    rows = [{"customer_id": code, **values} for code, values in sorted(figures.items())]
    write_mart(folder, "customers", pa.Table.from_pylist(rows, CUSTOMERS).to_batches())
    table = pq.read_table(folder / "customers.parquet")
    pq.write_table(table, folder / "customers.parquet", row_group_size=1)


@pytest.mark.requirement("S1-014")
def test_customer_page_cites_their_own_usage(
    listed: Listed, client: Client, settings: DjangoSettings, tmp_path: Path
) -> None:
    run = listed.run
    settings.AMENDS_DATA = tmp_path
    figures = {
        "A-0": {"bundle_use": 0.5, "out_of_bundle_months": 0.0},
        "C1": {"out_of_bundle_months": 2.0, "out_of_bundle_yuan": 86.0, "unconfirmed_yuan": 12.5},
        "C2": {"out_of_bundle_months": 0.0, "bundle_use": 0.23},
    }
    _known(tmp_path, run.run_id, figures)
    client.force_login(listed.people.alice)
    first = client.get("/recovery/customer/C1/panel/").text
    assert "近三个月有 2 个月超出套餐，多付 86.00 元" in first
    assert "12.50 元业务费没有二次确认记录" in first
    assert "只用了套餐流量的 23%" in client.get("/recovery/customer/C2/panel/").text


def test_without_figures_nothing_is_advised(
    listed: Listed, client: Client, settings: DjangoSettings, tmp_path: Path
) -> None:
    settings.AMENDS_DATA = tmp_path
    client.force_login(listed.people.alice)
    assert "不作建议" in client.get("/recovery/customer/C1/panel/").text
