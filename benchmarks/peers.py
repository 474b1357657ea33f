# SPDX-License-Identifier: Apache-2.0
"""Environments of the peers: what they need must not mix with ours. Made once, left out where they cannot be."""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measured import ROOT
from benchmarks.operators import PLACE


def peer_python(name: str, who: str) -> Path | None:
    """The Python of the environment that `requirements/<name>.txt` pins; None, with a word, where it cannot be made."""
    place, uv = (
        PLACE / f"{name.replace('_', '-')}-env",
        shutil.which("uv", path=str(Path(sys.executable).parent)),
    )
    python = place / "bin" / "python"
    if not python.exists() and uv:
        PLACE.mkdir(parents=True, exist_ok=True)
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place], check=True)
        pins = ROOT / "requirements" / f"{name}.txt"
        install: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--requirement",
            pins,
        ]
        done = subprocess.run([*install, "--python", python], check=False, capture_output=True, text=True)
        if done.returncode:
            shutil.rmtree(place)
            print(f"{who} could not be installed, it is left out: {done.stderr[-300:]}", flush=True)
    return python if python.exists() else None
