# SPDX-License-Identifier: Apache-2.0
"""Models as people write them: read with the line of what is wrong, and templates filled with the items of a wave."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from amends.analytics.index.spec import IndexSpec, ModelMalformed
from amends.analytics.index.staged_reading import any_model_of
from amends.analytics.index.staging import StagedSpec
from amends.analytics.index.templates import TEMPLATES
from amends.kernel.refusals import Saying

LONGEST = 20_000  # characters
WORD = re.compile(r"[\w*-]+")
# What a latent of a template asks about, by the construct that items name.
CONSTRUCTS: Mapping[str, tuple[str, ...]] = {
    "brand_image": ("Image", "品牌印象", "品牌形象"),
    "expected_quality": ("Expectation", "预期质量"),
    "perceived_quality": ("Quality", "感知质量"),
    "perceived_value": ("Value", "感知价值"),
    "perceived_fairness": ("感知公平",),
    "satisfaction": ("Satisfaction", "满意度", "用户满意度"),
    "complaint_construct": ("Complaints", "抱怨"),
    "loyalty": ("Loyalty", "忠诚", "用户忠诚"),
}
MOST_OF_BLOCK = 8
WIDEST = 20  # a question with more steps is a count, no rating


class AskedItem(Protocol):
    """What a model needs to know of an item."""

    @property
    def code(self) -> str:
        """The item."""

    @property
    def construct(self) -> str:
        """What it is about."""

    @property
    def element(self) -> str:
        """The element that it judges, or ""."""

    @property
    def minimum(self) -> float:
        """The least answer."""

    @property
    def maximum(self) -> float:
        """The most."""


@dataclass(frozen=True, slots=True)
class ModelFault:
    """What is wrong, and in which line of the text (from 1; 0 where it is the whole)."""

    line: int
    why: Saying

    @property
    def words(self) -> str:
        """What is wrong, in Chinese."""
        return str(self.why)

    def as_json(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {"line": self.line, **self.why.as_json()}


class ModelFaulty(ValueError):
    """A model that cannot be used; holds its faults."""

    def __init__(self, faults: Sequence[ModelFault]) -> None:
        super().__init__(
            "；".join(f"第 {each.line} 行：{each.words}" if each.line else each.words for each in faults)
        )
        self.faults = tuple(faults)


def read_model(text: str, items: Collection[str] | None = None) -> IndexSpec | StagedSpec:
    """The model that a text in YAML says; its items must be among `items` where these are given, and it must say a
    scale and the index. Raises `ModelFaulty`."""
    content = _content(text)
    try:
        spec = any_model_of(content)
    except ModelMalformed as error:
        raise ModelFaulty([ModelFault(_line_of(text, error), error.saying)]) from error
    faults = [*_unknown_items(text, spec, items), *_unpublished(spec)]
    if faults:
        raise ModelFaulty(faults)
    return spec


def filled_template(name: str, items: Sequence[AskedItem]) -> str:
    """A template as text, with the items of a wave in place of its own; latents that nothing asks about are left out.

    Items that the template names are kept where the wave has them; a long block is cut to one item an element, the
    general ones first. Raises `KeyError`.
    """
    template = TEMPLATES[name]
    construct_of = {latent: construct for construct, names in CONSTRUCTS.items() for latent in names}
    latents = {
        latent: {"items": chosen, "mode": block["mode"]}
        for latent, block in template["latents"].items()
        if (chosen := _chosen(block["items"], construct_of.get(latent, ""), items))
    }
    paths = [path for path in template["paths"] if all(end.strip() in latents for end in path.split("->"))]
    joined = {end.strip() for path in paths for end in path.split("->")}
    kept = {name: block for name, block in latents.items() if name in joined}
    content = {
        "title": template["title"], "note": template["note"], "latents": kept, "paths": paths,
        "scale": dict(template["scale"]), "index": template["index"], "consistent": False, "scheme": "path",
    }  # fmt: skip
    return _written(content)


def construct_of_latents(spec: IndexSpec | StagedSpec, items: Sequence[AskedItem]) -> dict[str, str]:
    """What each latent of a model is about: the construct of most of its items, "" where they name none."""
    plain = spec if isinstance(spec, IndexSpec) else spec.first
    about = {item.code: item.construct for item in items}
    found = {}
    for latent in plain.latents:
        named = [about.get(code, "") for code in latent.items]
        found[latent.name] = max(dict.fromkeys(named), key=named.count)
    return found


def _content(text: str) -> object:
    if len(text) > LONGEST:
        raise ModelFaulty([ModelFault(0, Saying("模型太长，最多 %(most)s 个字符", {"most": LONGEST}))])
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
                whole = Saying("这里不能用 & 和 * 引用，请写全")
                raise ModelFaulty([ModelFault(token.start_mark.line + 1, whole)])
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise ModelFaulty([ModelFault(line, _no_yaml(error.problem or error.context))]) from error
    except yaml.YAMLError as error:
        raise ModelFaulty([ModelFault(0, _no_yaml(error))]) from error


def _no_yaml(error: object) -> Saying:
    return Saying("格式不对：%(error)s", {"error": str(error)})


def _line_of(text: str, error: ModelMalformed) -> int:
    """The line that an error is about: the one that holds most of what it names, its own key where it names one."""
    best, most = 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        own = bool(error.key) and line.lstrip().startswith(f"{error.key}:")
        hits = sum(each in line for each in error.names) + own
        if hits > most:
            best, most = number, hits
    return best


def _unknown_items(
    text: str, spec: IndexSpec | StagedSpec, items: Collection[str] | None
) -> list[ModelFault]:
    plain = spec if isinstance(spec, IndexSpec) else spec.first
    missing = [] if items is None else [each for each in plain.items if each not in items]
    lines = text.splitlines()
    found = []
    for code in missing:
        line = next((at for at, each in enumerate(lines, start=1) if code in WORD.findall(each)), 0)
        found.append(
            ModelFault(
                line, Saying("本期问卷里没有按分打的题 %(item)s，请换成本期的题号或去掉", {"item": code})
            )
        )
    return found


def _unpublished(spec: IndexSpec | StagedSpec) -> list[ModelFault]:
    last = spec if isinstance(spec, IndexSpec) else spec.second
    found = []
    if last.scale is None:
        found.append(
            ModelFault(0, Saying("没有写量程，指数换算不到 0–100；请加一行 scale: {min: 1, max: 10}"))
        )
    if not last.index:
        found.append(ModelFault(0, Saying("没有写发布哪个潜变量；请加一行，如 index: 满意度")))
    return found


def _chosen(wanted: Sequence[str], construct: str, items: Sequence[AskedItem]) -> list[str]:
    there = [
        item
        for item in items
        if construct and item.construct == construct and item.maximum - item.minimum <= WIDEST
    ]
    named = [item.code for item in there if item.code in wanted]
    if len(named) > 1 or len(named) == len(wanted):
        return named
    general = [item.code for item in there if not item.element]
    one_each: dict[str, str] = {}
    for item in there:
        if item.element:
            one_each.setdefault(item.element, item.code)
    return [*general, *one_each.values()][:MOST_OF_BLOCK]


def _written(content: Mapping[str, Any]) -> str:
    """YAML with one line a latent, as people like to read it."""
    lines = [f"title: {content['title']}", f"note: {content['note']}", "latents:"]
    for name, block in content["latents"].items():
        lines.append(f"  {name}: {{items: [{', '.join(block['items'])}], mode: {block['mode']}}}")
    lines += ["paths:", *(f"  - {path}" for path in content["paths"])]
    low, high = content["scale"]["min"], content["scale"]["max"]
    lines += [
        f"scale: {{min: {low:g}, max: {high:g}}}",
        f"index: {content['index']}",
        "consistent: false",
        "scheme: path",
    ]
    return "\n".join(lines) + "\n"
