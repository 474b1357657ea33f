# SPDX-License-Identifier: Apache-2.0
"""A model from a plain mapping, as YAML gives it and the page edits it; refused in words that name what is wrong.

```yaml
latents:
  Image: {items: [IMAG1, IMAG2, IMAG3], mode: A}    # mode A (default), B or unit
  Satisfaction: [CUSA1, CUSA2]                      # short for mode A
paths:
  - Image -> Satisfaction
scale: {min: 1, max: 10}
index: Satisfaction
consistent: false
scheme: path                                        # path (default), factorial or centroid
```
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from amends.analytics.index.spec import IndexSpec, Latent, Mode, ModelMalformed, Scheme

KNOWN = ("latents", "paths", "scale", "index", "consistent", "scheme", "title", "note")
E = TypeVar("E", bound=StrEnum)
ARROW = re.compile(r"\s*(?:->|→)\s*")


def model_of(content: object) -> IndexSpec:
    """The model that a mapping says. Raises `ModelMalformed`."""
    if not isinstance(content, Mapping):
        raise ModelMalformed("模型要是一个映射，写明 latents 和 paths (no mapping)")
    unknown = [str(each) for each in content if each not in KNOWN]
    if unknown:
        raise ModelMalformed(
            "不认得 %(unknown)s；模型里只能有 %(known)s (unknown key)",
            names=unknown,
            unknown=unknown,
            known=KNOWN,
        )
    return checked(
        IndexSpec(
            latents=_latents(content.get("latents")),
            paths=_paths(content.get("paths")),
            scheme=_one_of(Scheme, content.get("scheme", Scheme.PATH), "scheme"),
            consistent=_yes_or_no(content.get("consistent", False)),
            scale=_scale(content.get("scale")),
            index=str(content.get("index") or ""),
        )
    )


def checked(spec: IndexSpec) -> IndexSpec:
    """The model itself, if it can be estimated. Raises `ModelMalformed`: empty blocks, items or names twice,
    paths to nowhere, circles, latents that no path joins, an index or a scale that makes no sense."""
    _once("潜变量 %(twice)s 出现了不止一次；每个只能出现一次 (twice)", spec.names)
    for latent in spec.latents:
        if not latent.items:
            raise ModelMalformed(
                "潜变量“%(latent)s”没有题项；请在 items 里列出 (empty block)",
                names=[latent.name],
                latent=latent.name,
            )
    _once("题项 %(twice)s 出现了不止一次；每个只能出现一次 (twice)", spec.items)
    _once(
        "路径 %(twice)s 出现了不止一次；每个只能出现一次 (twice)",
        [f"{source} -> {target}" for source, target in spec.paths],
    )
    _ends(spec)
    _refuse_circles(spec)
    _published(spec)
    return spec


def as_mapping(spec: IndexSpec) -> dict[str, Any]:
    """The mapping that `model_of` reads back as the same model."""
    found: dict[str, Any] = {
        "latents": {each.name: {"items": list(each.items), "mode": str(each.mode)} for each in spec.latents},
        "paths": [f"{source} -> {target}" for source, target in spec.paths],
        "scheme": str(spec.scheme),
        "consistent": spec.consistent,
    }
    if spec.scale is not None:
        found["scale"] = {"min": spec.scale[0], "max": spec.scale[1]}
    return found | ({"index": spec.index} if spec.index else {})


def _latents(given: object) -> tuple[Latent, ...]:
    if not isinstance(given, Mapping) or not given:
        raise ModelMalformed(
            "latents：要写明每个潜变量的题项，如 Image: {items: [IMAG1, IMAG2], mode: A} (no latents)",
            key="latents",
        )
    return tuple(_latent(str(name), said) for name, said in given.items())


def _latent(name: str, said: object) -> Latent:
    block = said if isinstance(said, Mapping) else {"items": said}
    items, unknown = block.get("items"), set(block) - {"items", "mode"}
    if unknown:
        raise ModelMalformed(
            "潜变量“%(latent)s”：不认得 %(unknown)s，只有 items 和 mode (unknown key)",
            names=[name, *map(str, unknown)],
            latent=name,
            unknown=sorted(map(str, unknown)),
        )
    if not isinstance(items, list | tuple):
        raise ModelMalformed(
            "潜变量“%(latent)s”没有题项；items 要是一个列表，如 [IMAG1, IMAG2] (empty block)",
            names=[name],
            latent=name,
        )
    return Latent(name, tuple(map(str, items)), _one_of(Mode, block.get("mode", Mode.A), "mode", latent=name))


def _paths(given: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, list | tuple) or not given:
        raise ModelMalformed("paths：至少要有一条路径，如 - Image -> Satisfaction (no paths)", key="paths")
    return tuple(_path(each) for each in given)


def _path(given: object) -> tuple[str, str]:
    parts = ARROW.split(given.strip()) if isinstance(given, str) else given
    if not isinstance(parts, list | tuple) or len(parts) != 2 or not all(parts):
        raise ModelMalformed(
            "paths：看不懂“%(given)s”，要写成 A -> B (path)",
            key="paths",
            names=[str(given)],
            given=str(given),
        )
    return str(parts[0]), str(parts[1])


def _scale(given: object) -> tuple[float, float] | None:
    if given is None:
        return None
    ends = (given.get("min"), given.get("max")) if isinstance(given, Mapping) else given
    try:
        low, high = (float(each) for each in ends)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise ModelMalformed(
            "scale：看不懂“%(given)s”，要写成 {min: 1, max: 10} (scale)", key="scale", given=str(given)
        ) from None
    return low, high


def _yes_or_no(given: object) -> bool:
    if not isinstance(given, bool):
        raise ModelMalformed(
            "consistent：要是 true 或 false，不是“%(given)s” (consistent)", key="consistent", given=str(given)
        )
    return given


def _one_of(kind: type[E], given: object, key: str, *, latent: str = "") -> E:
    found = {each.value.casefold(): each for each in kind}.get(str(given).casefold())
    if found is None:
        told: dict[str, Any] = {"given": str(given), "known": [each.value for each in kind]}
        if latent:
            words = "潜变量“%(latent)s”的 mode：没有“%(given)s”，可选 %(known)s (choice)"
            raise ModelMalformed(words, names=[latent, str(given)], latent=latent, **told)
        raise ModelMalformed("%(part)s：没有“%(given)s”，可选 %(known)s (choice)", key=key, part=key, **told)
    return found


def _once(words: str, names: Iterable[str]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ModelMalformed(words, names=twice, twice=twice)


def _ends(spec: IndexSpec) -> None:
    for source, target in spec.paths:
        for name in (source, target):
            if name not in spec.names:
                raise ModelMalformed(
                    "路径 %(path)s 里的“%(latent)s”不是潜变量；现有 %(known)s (unknown latent)",
                    names=[source, target, name],
                    path=f"{source} -> {target}",
                    latent=name,
                    known=spec.names,
                )
    joined = {name for path in spec.paths for name in path}
    alone = [name for name in spec.names if name not in joined]
    if alone:
        raise ModelMalformed(
            "没有路径连到潜变量 %(latents)s，权重无从求得；请加路径或去掉它 (no path)",
            names=alone,
            latents=alone,
        )


def _refuse_circles(spec: IndexSpec) -> None:
    left = list(spec.names)
    while left:
        free = [name for name in left if not any(t == name and s in left for s, t in spec.paths)]
        if not free:
            circle = _circle(spec, left)
            raise ModelMalformed(
                "路径绕成了圈：%(circle)s；请去掉其中一条 (circle)",
                names=circle[:2],
                circle=" -> ".join(circle),
            )
        left = [name for name in left if name not in free]


def _circle(spec: IndexSpec, among: list[str]) -> list[str]:
    walk = [among[0]]
    while walk[-1] not in walk[:-1]:
        walk.append(next(s for s, t in spec.paths if t == walk[-1] and s in among))
    return list(reversed(walk[walk.index(walk[-1]) :]))


def _published(spec: IndexSpec) -> None:
    if spec.index and spec.index not in spec.names:
        raise ModelMalformed(
            "index：“%(latent)s”不是潜变量；现有 %(known)s (unknown latent)",
            key="index",
            names=[spec.index],
            latent=spec.index,
            known=spec.names,
        )
    if spec.scale is not None and not spec.scale[0] < spec.scale[1]:
        low, high = (f"{end:g}" for end in spec.scale)
        raise ModelMalformed(
            "scale：最小值 %(low)s 要小于最大值 %(high)s (scale)", key="scale", low=low, high=high
        )
