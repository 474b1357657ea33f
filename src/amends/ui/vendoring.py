# SPDX-License-Identifier: Apache-2.0
"""Fetch the pinned packages and copy the few files that are used: `python -m amends.ui.vendoring`.

Run it after changing `vendored.PACKAGES`; commit what it writes. A test compares the files with the manifest.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from amends.ui.vendored import MANIFEST, PACKAGES, VENDOR_ROOT, Package

SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
EMPTY_SQUARE = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def unpack(package: Package, place: Path) -> Path:
    """Download one package with npm into `place`; returns the folder that holds its files."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("npm is needed to fetch vendored packages")
    wanted = f"{package.npm}@{package.version}"
    subprocess.run([npm, "pack", "--silent", wanted], cwd=place, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed names
    [archive] = place.glob("*.tgz")
    with tarfile.open(archive) as content:
        content.extractall(place, filter="data")
    return place / "package"


def sprite(icons: Path, names: tuple[str, ...]) -> str:
    """One SVG file with a symbol for each icon, so that a page pays for them once."""
    symbols = []
    for name in names:
        found = DRAWING.search((icons / f"{name}.svg").read_text())
        if found is None:
            raise ValueError(f"{name} is not a drawing")
        drawing = re.sub(r"\s*\n\s*", "", EMPTY_SQUARE.sub("", found[1]))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def copy(package: Package, source: Path, target: Path) -> None:
    """Write the chosen files of an unpacked package into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for inside, name in package.files.items():
        (target / name).write_bytes(SOURCE_MAP.sub(b"\n", (source / inside).read_bytes()))
    for name, holder in package.holders.items():
        (target / name).write_text(MIT.format(holder=holder), encoding="utf-8")
    if package.icons:
        (target / "sprite.svg").write_text(sprite(source / "icons" / "outline", package.icons))


def digests(folder: Path) -> dict[str, str]:
    """sha256 of each file in a folder, by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def manifest() -> dict[str, dict[str, object]]:
    """What stands in the vendor folder now: version, licence and digests of each package."""
    return {
        name: {
            "package": package.npm,
            "version": package.version,
            "licence": package.licence,
            "sha256": digests(VENDOR_ROOT / package.folder),
        }
        for name, package in sorted(PACKAGES.items())
    }


def main() -> None:
    """Replace the vendor folder by fresh copies and write its manifest."""
    shutil.rmtree(VENDOR_ROOT, ignore_errors=True)
    for package in PACKAGES.values():
        with tempfile.TemporaryDirectory() as place:
            copy(package, unpack(package, Path(place)), VENDOR_ROOT / package.folder)
    MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n")


if __name__ == "__main__":
    main()
