# SPDX-License-Identifier: Apache-2.0
"""What our own part of the test runner promises."""

import pytest


@pytest.mark.xdist_group("of_one_worker")
def test_groups_are_names_that_the_workers_are_given_tests_by(request: pytest.FixtureRequest) -> None:
    by_group = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@of_one_worker") == by_group
