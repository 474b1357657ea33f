#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pins every dependency with hashes. The files name no host, so that they install from whatever mirror is at hand.
set -eu
uv=${UV:-.venv/bin/uv}
pin() { "$uv" pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate "$@"; }
pin --extra web --extra spark --extra bench --extra dev --output-file requirements/bench.txt
pin --constraint requirements/bench.txt --extra web --extra build --output-file requirements/web.txt
pin --constraint requirements/bench.txt --extra dev --output-file requirements/dev.txt
# What the desk and the index are measured against, in environments of their own.
for peers in helpdesk index_peers; do
    "$uv" pip compile --quiet "requirements/$peers.in" --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --output-file "requirements/$peers.txt"
done
