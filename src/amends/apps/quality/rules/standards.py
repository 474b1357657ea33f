# SPDX-License-Identifier: Apache-2.0
"""A service standard in four steps: the sequence of the service, the steps of each stage, how the customer should feel,
and what is held to it: a product, a procedure or a person, measured."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import cast

Plain = Mapping[str, object]


class StandardKind(StrEnum):
    """What a standard is about."""

    PRODUCT = "product"
    PROCEDURE = "procedure"
    PERSONNEL = "personnel"


class Operator(StrEnum):
    """On which side of the target the measure has to lie."""

    AT_MOST = "<="
    AT_LEAST = ">="


class Factor(StrEnum):
    """The seven factors of good service."""

    TIMELY = "timely"
    ACCURATE = "accurate"
    CONSISTENT = "consistent"
    RESPONSIBLE = "responsible"
    EMPATHY = "empathy"
    CAPABLE = "capable"
    FLEXIBLE = "flexible"


@dataclass(frozen=True, slots=True)
class Norm:
    """One standard as it is being written: what is not known yet is blank."""

    words: str
    kind: str = ""
    measure: str = ""
    operator: str = ""
    target: float | None = None
    unit: str = ""
    source: str = ""
    factor: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a stage; `improve` marks it, `method` says how, `feeling` and `element` what the customer notices."""

    name: str
    improve: bool = False
    method: str = ""
    feeling: str = ""
    element: str = ""
    norms: tuple[Norm, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the sequence."""

    name: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """The whole service."""

    stages: tuple[Stage, ...] = ()

    def steps(self) -> Iterator[tuple[int, int, Step]]:
        """Every step with the places of its stage and its own, from 0."""
        for first, stage in enumerate(self.stages):
            for second, step in enumerate(stage.steps):
                yield first, second, step

    def norms(self) -> Iterator[tuple[int, int, int, Norm]]:
        """Every standard with its three places."""
        for first, second, step in self.steps():
            for third, norm in enumerate(step.norms):
                yield first, second, third, norm


class LackKind(StrEnum):
    """What keeps a design from being published."""

    NO_STAGE = "no_stage"
    NO_STEP = "no_step"
    NO_METHOD = "no_method"
    NO_ELEMENT = "no_element"
    NO_NORM = "no_norm"
    NO_TYPE = "no_type"
    NO_MEASURE = "no_measure"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that lacks; `where` names the stage, the step or the standard. `part` is the step of the builder where
    it is mended, 1–4."""

    kind: LackKind
    part: int
    where: str = ""


def lacks(design: Design, elements: Collection[str]) -> tuple[Lack, ...]:
    """All that keeps a design from being published, in the order of the builder; `elements` are the codes of what
    customers judge."""
    if not design.stages:
        return (Lack(LackKind.NO_STAGE, 1),)
    found = [Lack(LackKind.NO_STEP, 2, stage.name) for stage in design.stages if not stage.steps]
    found += [each for _first, _second, step in design.steps() for each in _of_step(step, elements)]
    found += [each for *_places, norm in design.norms() for each in _of_norm(norm)]
    if not any(True for _ in design.norms()):
        found.append(Lack(LackKind.NO_NORM, 4))
    return tuple(found)


def _of_step(step: Step, elements: Collection[str]) -> Iterator[Lack]:
    if step.improve and not step.method:
        yield Lack(LackKind.NO_METHOD, 3, step.name)
    if step.method and step.element not in elements:
        yield Lack(LackKind.NO_ELEMENT, 3, step.name)
    if step.improve and not step.norms:
        yield Lack(LackKind.NO_NORM, 4, step.name)


def _of_norm(norm: Norm) -> Iterator[Lack]:
    if norm.kind not in set(StandardKind):
        yield Lack(LackKind.NO_TYPE, 4, norm.words)
    if not is_measured(norm):
        yield Lack(LackKind.NO_MEASURE, 4, norm.words)


def is_measured(norm: Norm) -> bool:
    """Whether it has a measure, a target on one side of which it must lie, a unit and a source."""
    known = norm.measure and norm.unit and norm.source and norm.operator in set(Operator)
    return bool(known) and norm.target is not None


def meets(value: float, operator: str, target: float) -> bool:
    """Whether a measured value is on the right side of its target; the target itself is."""
    return value <= target if operator == Operator.AT_MOST else value >= target


def with_stages(design: Design, names: Sequence[str]) -> Design:
    """The design with these stages; one that keeps its name keeps its steps, one renamed in its place as well."""
    known = {stage.name: stage for stage in design.stages}
    same_length = len(names) == len(design.stages)
    stages = []
    for place, name in enumerate(names):
        in_place = design.stages[place] if same_length else None
        renamed = in_place if in_place and in_place.name not in names else None
        stages.append(replace(known.get(name) or renamed or Stage(name), name=name))
    return Design(tuple(stages))


def with_steps(design: Design, names: Mapping[int, Sequence[str]]) -> Design:
    """The design with these steps by the place of their stage; what keeps its name keeps what was written on it."""
    return Design(
        tuple(
            replace(stage, steps=_named(stage, names.get(place, ())))
            for place, stage in enumerate(design.stages)
        )
    )


def _named(stage: Stage, names: Sequence[str]) -> tuple[Step, ...]:
    known = {step.name: step for step in stage.steps}
    same_length, steps = len(names) == len(stage.steps), []
    for place, name in enumerate(names):
        in_place = stage.steps[place] if same_length else None
        renamed = in_place if in_place and in_place.name not in names else None
        steps.append(replace(known.get(name) or renamed or Step(name), name=name))
    return tuple(steps)


def with_step(design: Design, first: int, second: int, step: Step) -> Design:
    """The design with one step put in the place of another. Raises `IndexError`."""
    stage = design.stages[first]
    steps = (*stage.steps[:second], step, *stage.steps[second + 1 :])
    if len(steps) != len(stage.steps):
        raise IndexError(second)
    return Design((*design.stages[:first], replace(stage, steps=steps), *design.stages[first + 1 :]))


def with_norm(design: Design, places: tuple[int, int, int | None], norm: Norm | None) -> Design:
    """The design with one standard changed, added (no third place) or, without `norm`, taken away. Raises
    `IndexError`."""
    first, second, third = places
    step = design.stages[first].steps[second]
    if third is None:
        changed = (*step.norms, norm) if norm else step.norms
    else:
        changed = (*step.norms[:third], *((norm,) if norm else ()), *step.norms[third + 1 :])
    return with_step(design, first, second, replace(step, norms=changed))


def plain(design: Design) -> dict[str, object]:
    """The design as JSON keeps it."""
    return asdict(design)


def read_design(content: Plain) -> Design:
    """The design that JSON or a pack says. Raises `KeyError` or `ValueError` where it is none."""
    return Design(tuple(_stage(row) for row in _rows(content.get("stages", ()))))


def _stage(row: Plain) -> Stage:
    return Stage(str(row["name"]), tuple(_step(each) for each in _rows(row.get("steps", ()))))


def _step(row: Plain) -> Step:
    return Step(
        name=str(row["name"]),
        improve=bool(row.get("improve", False)),
        method=str(row.get("method", "")),
        feeling=str(row.get("feeling", "")),
        element=str(row.get("element", "")),
        norms=tuple(_norm(each) for each in _rows(row.get("norms", ()))),
    )


def _norm(row: Plain) -> Norm:
    target = row.get("target")
    texts = {
        key: str(row.get(key, "")) for key in ("kind", "measure", "operator", "unit", "source", "factor")
    }
    return Norm(words=str(row["words"]), target=None if target is None else float(str(target)), **texts)


def _rows(value: object) -> Iterable[Plain]:
    return cast(Iterable[Plain], value)
