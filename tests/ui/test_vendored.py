# SPDX-License-Identifier: Apache-2.0
"""The files of other people are those that were reviewed, with their licences, and do not say where they came from."""

import json
import re
from pathlib import Path

import pytest

from amends.ui import vendoring
from amends.ui.vendored import ALIASES, ICONS, MANIFEST, PACKAGES, VENDOR_ROOT, Package


def test_vendored_files_match_the_manifest() -> None:
    assert vendoring.manifest() == json.loads(MANIFEST.read_text())


def test_digest_differs_when_a_file_is_changed(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    before = vendoring.digests(tmp_path)
    (tmp_path / "a.js").write_text("two")
    assert vendoring.digests(tmp_path) != before


@pytest.mark.parametrize("package", PACKAGES.values(), ids=PACKAGES.keys())
def test_package_brings_its_licence(package: Package) -> None:
    assert "Copyright" in (VENDOR_ROOT / package.folder / "LICENSE").read_text() or package.licence == "0BSD"


def test_vendor_folder_holds_nothing_else() -> None:
    assert {path.name for path in VENDOR_ROOT.iterdir()} == {p.folder for p in PACKAGES.values()} | {
        "manifest.json"
    }


def test_no_vendored_script_points_to_a_source_map() -> None:
    scripts = list(VENDOR_ROOT.rglob("*.js"))
    assert len(scripts) == 5
    assert not [path for path in scripts if b"sourceMappingURL" in path.read_bytes()]


def test_sprite_draws_every_icon() -> None:
    sprite = (VENDOR_ROOT / PACKAGES["tabler-icons"].folder / "sprite.svg").read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == set(ICONS)
    assert set(ALIASES.values()) <= set(ICONS)


def test_source_map_and_empty_square_are_dropped_when_copied(tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    (source / "icons" / "outline").mkdir(parents=True)
    (source / "a.min.js").write_text("run();\n//# sourceMappingURL=a.min.js.map\n")
    square = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
    (source / "icons" / "outline" / "x.svg").write_text(
        f'<svg width="24">\n  {square}\n  <path d="M1 1" />\n</svg>'
    )
    package = Package(name="a", npm="a", version="1", licence="MIT", files={"a.min.js": "a.js"}, icons=("x",))
    vendoring.copy(package, source, target)
    assert (target / "a.js").read_text() == "run();\n"
    assert (
        '<symbol id="x" viewBox="0 0 24 24"><path d="M1 1" /></symbol>' in (target / "sprite.svg").read_text()
    )


def test_licence_is_written_when_the_package_brings_none(tmp_path: Path) -> None:
    package = Package(name="a", npm="a", version="1", licence="MIT", holders={"LICENSE": "2026 Somebody"})
    vendoring.copy(package, tmp_path, tmp_path / "out")
    assert "Copyright (c) 2026 Somebody\n\nPermission" in (tmp_path / "out" / "LICENSE").read_text()
