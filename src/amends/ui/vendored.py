# SPDX-License-Identifier: Apache-2.0
"""Which files of other people's packages stand in `static/vendor`, pinned; `vendoring` fetches them."""

from dataclasses import dataclass, field
from pathlib import Path

VENDOR_ROOT = Path(__file__).parent / "static" / "vendor"
MANIFEST = VENDOR_ROOT / "manifest.json"

ICONS = tuple((Path(__file__).parent / "icons.txt").read_text().split())

# Our words for their drawings.
ALIASES = {"chart": "chart-bar", "handshake": "heart-handshake"}


@dataclass(frozen=True)
class Package:
    """One pinned package: `files` maps the path in the package to the name it gets here."""

    name: str
    npm: str
    version: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)
    icons: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        return f"{self.name}@{self.version}"


PACKAGES = {
    package.name: package
    for package in (
        Package(
            name="htmx",
            npm="htmx.org",
            version="2.0.11",
            licence="0BSD",
            files={"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"},
        ),
        Package(
            name="echarts",
            npm="echarts",
            version="6.1.0",
            licence="Apache-2.0",
            files={
                "dist/echarts.min.js": "echarts.min.js",
                "LICENSE": "LICENSE",
                "NOTICE": "NOTICE",
                "licenses/LICENSE-d3": "LICENSE-d3",
            },
        ),
        Package(
            name="tabler-icons",
            npm="@tabler/icons",
            version="3.51.0",
            licence="MIT",
            files={"LICENSE": "LICENSE"},
            icons=ICONS,
        ),
    )
}


def vendor_path(name: str, file: str) -> str:
    """The path under the static root of one vendored file, with the pinned version in it."""
    return f"vendor/{PACKAGES[name].folder}/{file}"
