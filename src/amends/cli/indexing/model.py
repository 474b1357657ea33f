# SPDX-License-Identifier: Apache-2.0
"""The model that the user wrote in YAML, or one of the ready ones by name."""

from pathlib import Path
from typing import Any

import yaml

from amends.analytics.index.reading import model_of
from amends.analytics.index.spec import IndexSpec, ModelMalformed
from amends.analytics.index.staged_reading import any_model_of
from amends.analytics.index.staging import StagedSpec
from amends.analytics.index.templates import TEMPLATES
from amends.cli.detecting.asked import Refused


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, which plain YAML lets the later one win: a latent would vanish unseen."""


def read_model(path: Path) -> IndexSpec | StagedSpec:
    """The model of a YAML file, or the template of that name where there is no such file. Raises `Refused`."""
    if not path.exists() and str(path) in TEMPLATES:
        return model_of(TEMPLATES[str(path)])
    try:
        return any_model_of(yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict))  # noqa: S506 - a SafeLoader
    except ModelMalformed as error:
        raise Refused(f"{path}：{error}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        ready = "、".join(TEMPLATES)
        raise Refused(f"读不了模型 {path}：{error}。要 YAML 文件，或现成模板之一：{ready}") from None


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = [str(key) for at, key in enumerate(keys) if key in keys[:at]]
    if twice:
        raise ModelMalformed(f"{'、'.join(twice)} 写了两次；每个名字只能出现一次 (twice)")
    loader.flatten_mapping(node)
    return dict(loader.construct_mapping(node, deep=True))


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
