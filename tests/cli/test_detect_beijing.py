# SPDX-License-Identifier: Apache-2.0
"""The guards on real survey files: without any --exclude they find the questionnaire and the network columns."""

from argparse import Namespace
from pathlib import Path

import pytest

from amends.cli.detecting.training import Training, read_training

pytestmark = pytest.mark.shared
NETWORK = {"上网质差次数", "脱网次数", "重定向次数", "2G驻留时长", "微信质差次数", "王者荣耀质差次数"}


def _read(shared_dir: Path, file: str, target: str) -> Training:
    place = shared_dir / "data" / "beijing_mobile" / file
    if not place.is_file():
        pytest.skip(f"needs {file} of ../shared")
    return read_training(
        Namespace(
            train=place, target=target, id=None, exclude="", insist="", dissatisfied_at_most=6, groups=None,
            capacity=0.1, seed=1,
        )
    )  # fmt: skip


def test_network_columns_of_the_internet_file_tell_by_their_presence(shared_dir: Path) -> None:
    training = _read(shared_dir, "附件2上网业务用户满意度数据.xlsx", "手机上网整体满意度")
    found = training.suspects(None)
    traps = {s.name for s in found if s.kind == "missingness_tells_label" and s.left_out}
    assert traps == NETWORK
    assert all(s.left_out for s in found if 3 <= s.position <= 63)


def test_only_operator_columns_of_the_voice_file_are_left(shared_dir: Path) -> None:
    training = _read(shared_dir, "附件1语音业务用户满意度数据.xlsx", "语音通话整体满意度")
    out = {s.position for s in training.suspects(None) if s.left_out}
    assert out == {1, *range(3, 24), 45, 46}
