# SPDX-License-Identifier: Apache-2.0
"""Where the root of a complaint lies: its family, its domain inside the company, its gap; proposed, then chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

Plain = Mapping[str, object]
FAMILIES: Final = ("product", "manner", "awareness")
GAPS: Final = ("1", "2", "3", "4")  # the fifth follows from them: nobody assigns it


class RootsMalformed(ValueError):
    """The content of the roots names what there is not."""


@dataclass(frozen=True, slots=True)
class Root:
    """One of the three families, one of the ten domains, one of the gaps 1 to 4; what is empty is not known."""

    family: str = ""
    domain: str = ""
    gap: str = ""

    def filled(self, other: "Root") -> "Root":
        """With what `other` knows where this does not."""
        return Root(self.family or other.family, self.domain or other.domain, self.gap or other.gap)


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the company that a root lies in, and the departments that an improvement of it goes to."""

    name: str
    departments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One origin of a kind of problems."""

    code: str
    name: str
    root: Root


@dataclass(frozen=True, slots=True)
class Tree:
    """The origins of one kind of problems, for the topics that begin with one of `topics`."""

    code: str
    name: str
    topics: tuple[str, ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Roots:
    """All that the content says of roots, by code."""

    families: Mapping[str, str]
    domains: Mapping[str, Domain]
    by_cause: Mapping[str, Root]
    by_topic: Mapping[str, Root]
    by_class: Mapping[str, Root]
    trees: tuple[Tree, ...]
    campaign_topics: tuple[str, ...]
    kpi_topics: tuple[str, ...]

    def proposed(self, *, branch: str = "", cause: str = "", topic: str = "", kind: str = "") -> Root:
        """What branch, cause, topic and recovery class (`kind`) say of the root, the closest to it first."""
        known, nothing = self.branches.get(branch), Root()
        found = known.root if known else nothing
        found = found.filled(self.by_cause.get(cause, nothing)).filled(self._of_topic(topic))
        return found.filled(self.by_class.get(kind, nothing))

    def _of_topic(self, topic: str) -> Root:
        fitting = [prefix for prefix in self.by_topic if topic.startswith(prefix)]
        return self.by_topic[max(fitting, key=len)] if fitting else Root()

    @property
    def branches(self) -> Mapping[str, Branch]:
        """All branches of all trees by code."""
        return {each.code: each for tree in self.trees for each in tree.branches}

    def departments(self, domain: str) -> tuple[str, ...]:
        """The departments that an improvement of a root in that domain goes to."""
        found = self.domains.get(domain)
        return found.departments if found else ()

    def trees_for(self, topic: str) -> tuple[Tree, ...]:
        """The trees of a topic."""
        return tuple(each for each in self.trees if begins(topic, each.topics))


def begins(topic: str, prefixes: Sequence[str]) -> bool:
    """Whether a topic is one of those, or below one."""
    return bool(topic) and topic.startswith(tuple(prefixes))


def read_roots(content: Plain) -> Roots:
    """The roots that plain content says. Raises `RootsMalformed`, and `KeyError` where a row lacks something."""
    families = {str(row["code"]): str(row["name_zh"]) for row in _rows(content, "families")}
    if tuple(families) != FAMILIES:
        raise RootsMalformed(f"the families must be {', '.join(FAMILIES)}")
    domains = {
        str(row["code"]): Domain(str(row["name_zh"]), _codes(row["departments"]))
        for row in _rows(content, "domains")
    }
    found = Roots(
        families=families,
        domains=domains,
        by_cause={str(row["code"]): _root(row) for row in _rows(content, "by_cause")},
        by_topic={str(row["code"]): _root(row) for row in _rows(content, "by_topic")},
        by_class={str(row["code"]): _root(row) for row in _rows(content, "by_class")},
        trees=tuple(_tree(row) for row in _rows(content, "trees")),
        campaign_topics=_codes(content["campaign_topics"]),
        kpi_topics=_codes(content["kpi_topics"]),
    )
    _check(found)
    return found


def _check(found: Roots) -> None:
    named = [root for each in (found.by_cause, found.by_topic, found.by_class) for root in each.values()]
    named += [each.root for each in found.branches.values()]
    for each in named:
        if each.family not in found.families or (each.domain and each.domain not in found.domains):
            raise RootsMalformed(f"no such family or domain: {each}")
        if each.gap and each.gap not in GAPS:
            raise RootsMalformed(f"gap {each.gap} is none of 1 to 4")


def _tree(row: Plain) -> Tree:
    branches = tuple(
        Branch(str(each["code"]), str(each["name_zh"]), _root(each)) for each in _rows(row, "branches")
    )
    return Tree(str(row["code"]), str(row["name_zh"]), _codes(row["topics"]), branches)


def _root(row: Plain) -> Root:
    return Root(**{name: str(row[name]) for name in ("family", "domain", "gap") if name in row})


def _rows(content: Plain, name: str) -> Sequence[Plain]:
    return cast(Sequence[Plain], content[name])


def _codes(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in cast(Sequence[object], value))
