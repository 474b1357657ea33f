# SPDX-License-Identifier: Apache-2.0
"""The tree of what customers judge: elements below elements, weights of siblings that sum to one, touchpoints."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from amends.kernel.refusals import Saying

_BELOW = "%(name)s下面各要素的权重之和是 %(total)s，要等于 1（相差不超过 %(near)s）"
_ON_TOP = "最上层各要素的权重之和是 %(total)s，要等于 1（相差不超过 %(near)s）"
NEAR = 0.001  # how far the weights of siblings may be from one
EXPECTED = ("EX-NETWORK", "EX-INSIGHT", "EX-BRAND", "EX-PRODUCT", "EX-SERVICE", "EX-BILLING")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that customers judge; `weight` is its share among its siblings, `parent` "" on top."""

    code: str
    parent: str
    name: str
    weight: float
    touchpoints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An element in the order of the tree: how deep it stands, and what it weighs in the whole."""

    element: Element
    depth: int
    share: float
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a tree; `code` "" where no single element is to blame."""

    code: str
    why: Saying

    @property
    def words(self) -> str:
        """What is wrong, in Chinese."""
        return str(self.why)


class TreeFaulty(ValueError):
    """A tree that cannot be used; holds its faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("；".join(each.words for each in faults))
        self.faults = tuple(faults)


def elements_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Element, ...]:
    """Elements from plain rows, as the pack and the table hold them (`name` or `name_zh`)."""
    return tuple(
        Element(
            code=str(row["code"]),
            parent=str(row.get("parent") or ""),
            name=str(row.get("name") or row.get("name_zh") or ""),
            weight=float(row["weight"]),
            touchpoints=tuple(map(str, row.get("touchpoints") or ())),
        )
        for row in rows
    )


def as_rows(elements: Sequence[Element]) -> list[dict[str, Any]]:
    """The plain rows that `elements_of` reads back."""
    return [
        {"code": e.code, "parent": e.parent, "name": e.name, "weight": e.weight, "touchpoints": list(e.touchpoints)}
        for e in elements
    ]  # fmt: skip


def tree_faults(elements: Sequence[Element], touchpoints: Collection[str]) -> tuple[Fault, ...]:
    """Everything that is wrong with a tree; empty when it may be used."""
    return (
        *_named(elements),
        *_hung(elements),
        *_weighed(elements),
        *_touched(elements, touchpoints),
        *_whole(elements),
    )


def placed(elements: Sequence[Element]) -> tuple[Placed, ...]:
    """Parents before their children, siblings in the order given; the shares of the leaves sum to one."""
    return tuple(_below("", elements, 0, 1.0))


def leaf_shares(elements: Sequence[Element]) -> dict[str, float]:
    """What each leaf weighs in the whole: the product of the weights on the way to it."""
    return {each.element.code: each.share for each in placed(elements) if each.is_leaf}


def leaves_below(elements: Sequence[Element], code: str) -> tuple[str, ...]:
    """The leaves of an element, itself if it is one."""
    return tuple(each.element.code for each in _below(code, elements, 0, 1.0) if each.is_leaf) or (code,)


def _below(parent: str, elements: Sequence[Element], depth: int, share: float) -> Iterator[Placed]:
    for each in elements:
        if each.parent == parent:
            below = tuple(_below(each.code, elements, depth + 1, share * each.weight))
            yield Placed(each, depth, share * each.weight, is_leaf=not below)
            yield from below


def _named(elements: Sequence[Element]) -> Iterator[Fault]:
    if not elements:
        yield Fault("", Saying("结构里没有要素"))
    for code, times in Counter(each.code for each in elements).items():
        if times > 1:
            told = {"code": code, "times": times}
            yield Fault(code, Saying("编号 %(code)s 出现了 %(times)s 次，每个要素的编号只能出现一次", told))
    for each in elements:
        if not each.code or not each.name:
            yield Fault(
                each.code, Saying("要素 %(code)s 要有编号和名称", {"code": each.code or each.name or "?"})
            )


def _hung(elements: Sequence[Element]) -> Iterator[Fault]:
    """Parents that are not there, and circles."""
    parents = {each.code: each.parent for each in elements}
    for each in elements:
        if each.parent and each.parent not in parents:
            told = {"name": each.name, "parent": each.parent}
            yield Fault(each.code, Saying("%(name)s的上级 %(parent)s 不在结构里", told))
            continue
        at, seen = each.parent, {each.code}
        while at and at not in seen:
            seen.add(at)
            at = parents.get(at, "")
        if at:
            yield Fault(each.code, Saying("%(name)s绕回到了自己下面，请改它的上级", {"name": each.name}))


def _weighed(elements: Sequence[Element]) -> Iterator[Fault]:
    names = {each.code: each.name for each in elements}
    for each in elements:
        if not 0 <= each.weight <= 1:
            told = {"name": each.name, "weight": f"{each.weight:g}"}
            yield Fault(each.code, Saying("%(name)s的权重 %(weight)s 要在 0 与 1 之间", told))
    for parent in dict.fromkeys(each.parent for each in elements):
        total = sum(each.weight for each in elements if each.parent == parent)
        if abs(total - 1) > NEAR + 1e-9:
            told = {"total": f"{total:.3f}", "near": f"{NEAR:g}", "name": names.get(parent, parent)}
            yield Fault(parent, Saying(_BELOW if parent else _ON_TOP, told))


def _touched(elements: Sequence[Element], touchpoints: Collection[str]) -> Iterator[Fault]:
    for each in elements:
        if not each.touchpoints:
            yield Fault(each.code, Saying("%(name)s没有连到任何触点，至少要有一个", {"name": each.name}))
        for code in each.touchpoints:
            if code not in touchpoints:
                told = {"name": each.name, "code": code}
                yield Fault(each.code, Saying("%(name)s连到的触点 %(code)s 不在触点清单里", told))


def _whole(elements: Sequence[Element]) -> Iterator[Fault]:
    there = {each.code for each in elements}
    for code in EXPECTED:
        if code not in there:
            yield Fault(code, Saying("客户的六项期望缺 %(code)s，可以改名，不能删去", {"code": code}))
