# SPDX-License-Identifier: Apache-2.0
"""Which files of other people's packages stand in `static/vendor`, pinned; `vendoring` fetches them."""

from dataclasses import dataclass, field
from pathlib import Path

VENDOR_ROOT = Path(__file__).parent / "static" / "vendor"
MANIFEST = VENDOR_ROOT / "manifest.json"

ICONS = tuple((Path(__file__).parent / "icons.txt").read_text().split())

# Our words for their drawings.
ALIASES = {"chart": "chart-bar", "handshake": "heart-handshake"}

DEVSOFT = "2015-2026 Devsoft Baltic OÜ - http://surveyjs.io/"


@dataclass(frozen=True)
class Package:
    """One pinned package: `files` maps the path in the package to the name it gets here.

    `holders` maps the name of a licence file to whose it is, where a package names the MIT licence (its own, or that
    of what it bundles) without bringing its text.
    """

    name: str
    npm: str
    version: str
    licence: str
    files: dict[str, str] = field(default_factory=dict)
    icons: tuple[str, ...] = ()
    holders: dict[str, str] = field(default_factory=dict)

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
        # Both at the last version of survey-js-ui, which names its survey-core exactly.
        Package(
            name="survey-core",
            npm="survey-core",
            version="2.5.38",
            licence="MIT",
            files={
                "survey.core.min.js": "survey.core.min.js",
                "survey-core.fontless.min.css": "survey-core.min.css",
                "i18n/simplified-chinese.min.js": "simplified-chinese.min.js",
            },
            holders={"LICENSE": DEVSOFT, "LICENSE-signature_pad": "2024 Szymon Nowak"},
        ),
        Package(
            name="survey-js-ui",
            npm="survey-js-ui",
            version="2.5.38",
            licence="MIT",
            files={"survey-js-ui.min.js": "survey-js-ui.min.js"},
            holders={"LICENSE": DEVSOFT, "LICENSE-preact": "2015-present Jason Miller"},
        ),
    )
}


def vendor_path(name: str, file: str) -> str:
    """The path under the static root of one vendored file, with the pinned version in it."""
    return f"vendor/{PACKAGES[name].folder}/{file}"
