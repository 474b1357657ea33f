# SPDX-License-Identifier: Apache-2.0
"""Models with latents of latents (`QV: {of: [Quality, Value]}`) and products (`Image * Value -> Satisfaction`)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from amends.analytics.index.reading import ARROW, as_mapping, model_of
from amends.analytics.index.spec import IndexSpec, ModelMalformed, Scheme
from amends.analytics.index.staging import StagedSpec

STAR = re.compile(r"\s*\*\s*")


def any_model_of(content: object) -> IndexSpec | StagedSpec:
    """A plain model as `reading.model_of` reads it, or one of two stages. Raises `ModelMalformed`."""
    if not isinstance(content, Mapping):
        return model_of(content)
    latents, paths = content.get("latents"), content.get("paths")
    if not isinstance(latents, Mapping) or not isinstance(paths, list | tuple):
        return model_of(content)
    arrows = [_arrow(each) for each in paths]
    higher = {str(name): _parts(name, said) for name, said in latents.items() if _is_higher(said)}
    products = [name for name in dict.fromkeys(source for source, _ in arrows) if "*" in name]
    if not higher and not products:
        return model_of(content)
    if content.get("consistent"):
        raise ModelMalformed(
            "高阶潜变量和调节效应目前不能与 consistent: true 同用；请去掉其一 (consistent)", key="consistent"
        )
    plain = {str(name): said for name, said in latents.items() if not _is_higher(said)}
    first = _first(content, plain, higher, arrows)
    second = _second(content, plain, higher=higher, products=products, arrows=arrows)
    return StagedSpec(first, second, tuple(_product(name, plain, arrows) for name in products))


def any_mapping(spec: IndexSpec | StagedSpec) -> dict[str, Any]:
    """The mapping that `any_model_of` reads back as the same model."""
    if isinstance(spec, IndexSpec):
        return as_mapping(spec)
    first, second = as_mapping(spec.first), as_mapping(spec.second)
    products = {name for name, _, _ in spec.products}
    higher = {
        name: {"of": block["items"], "mode": block["mode"]}
        for name, block in second["latents"].items()
        if name not in spec.first.names and name not in products
    }
    return {**second, "latents": {**first["latents"], **higher}}


def restaged(spec: IndexSpec | StagedSpec, scheme: Scheme) -> IndexSpec | StagedSpec:
    """The model with another inner scheme."""
    if isinstance(spec, IndexSpec):
        return replace(spec, scheme=scheme)
    return replace(spec, first=replace(spec.first, scheme=scheme), second=replace(spec.second, scheme=scheme))


def _arrow(given: object) -> tuple[str, str]:
    parts = ARROW.split(given.strip()) if isinstance(given, str) else given
    if not isinstance(parts, list | tuple) or len(parts) != 2:
        raise ModelMalformed(
            "paths：看不懂“%(given)s”，要写成 A -> B (path)",
            key="paths",
            names=[str(given)],
            given=str(given),
        )
    return " * ".join(STAR.split(str(parts[0]))), str(parts[1])


def _is_higher(said: object) -> bool:
    return isinstance(said, Mapping) and "of" in said


def _parts(name: object, said: Mapping[str, Any]) -> list[str]:
    parts, unknown = said["of"], set(said) - {"of", "mode"}
    if unknown or not isinstance(parts, list | tuple) or len(parts) < 2:
        raise ModelMalformed(
            "高阶潜变量“%(latent)s”要写成 {of: [A, B], mode: A}，至少由两个潜变量组成 (of)",
            names=[str(name)],
            latent=str(name),
        )
    return [str(each) for each in parts]


def _first(
    content: Mapping[str, Any],
    plain: Mapping[str, object],
    higher: Mapping[str, list[str]],
    arrows: list[tuple[str, str]],
) -> IndexSpec:
    paths = [
        (one, other)
        for source, target in arrows
        if "*" not in source
        for one in higher.get(source, [source])
        for other in higher.get(target, [target])
    ]
    alone = {key: value for key, value in content.items() if key != "index"}
    return model_of({**alone, "latents": plain, "paths": list(dict.fromkeys(paths))})


def _second(
    content: Mapping[str, Any],
    plain: Mapping[str, object],
    *,
    higher: Mapping[str, list[str]],
    products: list[str],
    arrows: list[tuple[str, str]],
) -> IndexSpec:
    inside = {part for parts in higher.values() for part in parts}
    blocks: dict[str, object] = {name: said for name, said in plain.items() if name not in inside}
    for name, parts in higher.items():
        blocks[name] = {"items": parts, "mode": content["latents"][name].get("mode", "A")}
        for part in parts:
            if part not in plain:
                raise ModelMalformed(
                    "高阶潜变量“%(latent)s”里的“%(part)s”不是有题项的潜变量 (of)",
                    names=[name, part],
                    latent=name,
                    part=part,
                )
    blocks |= {name: {"items": [name]} for name in products}
    return model_of({**content, "latents": blocks, "paths": arrows})


def _product(name: str, plain: Mapping[str, object], arrows: list[tuple[str, str]]) -> tuple[str, str, str]:
    factors = name.split(" * ")
    if len(factors) != 2 or not all(factor in plain for factor in factors):
        raise ModelMalformed(
            "“%(product)s”要由两个有题项的潜变量相乘，如 Image * Expectation -> Satisfaction (product)",
            names=[name, *factors],
            product=name,
        )
    for source, target in arrows:
        bare = [factor for factor in factors if source == name and (factor, target) not in arrows]
        if bare:
            raise ModelMalformed(
                "有调节效应 %(path)s，也要有主效应 %(main)s (main effect)",
                names=[*factors, target],
                path=f"{name} -> {target}",
                main=f"{bare[0]} -> {target}",
            )
    return name, factors[0], factors[1]
