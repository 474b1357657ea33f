# SPDX-License-Identifier: Apache-2.0
"""Data scope, enforced in one place: a query over scoped rows that names no scope does not run."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

from amends.apps.core.rules.organisation import ROOT, Scope

M = TypeVar("M", bound=models.Model)


class ScopeMissing(RuntimeError):
    """A query over scoped rows was about to run without `.within(scope)`: a mistake of the programmer."""

    def __init__(self, model: type[models.Model] | None) -> None:
        name = model.__name__ if model else "?"
        super().__init__(
            f"{name}: name the scope with .within(scope), or give the reason with .unscoped('why')"
        )


class ScopedQuery(Query):
    """Refuses to be compiled, on its own or inside another query, until somebody has named the scope."""

    scope_named = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """The gate: every SELECT of Django passes here, sub-queries, counts and EXISTS included."""
        if not self.scope_named:
            raise ScopeMissing(self.model)
        return super().get_compiler(*args, **kwargs)


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to an organisation unit; `scope_path` leads from the row to its unit."""

    scope_path: ClassVar[str] = "unit"
    root_sees_no_unit: ClassVar[bool] = False  # rows of no unit: for those who look after the whole tree

    def __init__(self, model: type[M] | None = None, query: Query | None = None, **options: Any) -> None:
        super().__init__(model, query or ScopedQuery(model), **options)

    def within(self, scope: Scope) -> Self:
        """Only rows of units in the subtree that `scope` spans."""
        inside = Q(**{f"{self.scope_path}__number__range": (scope.first, scope.last)})
        if self.root_sees_no_unit and scope.first == ROOT:
            inside |= Q(**{f"{self.scope_path}__isnull": True})
        return self._named().filter(inside)

    def unscoped(self, why: str) -> Self:
        """All rows, for work that no person looks at (a publish, a nightly check); `why` is for the reader."""
        if not why:
            raise ValueError("say why this query needs no scope")
        return self._named()

    def update(self, **values: Any) -> int:
        """As Django's, but only where the scope is named."""
        self._refuse_unnamed()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but only where the scope is named."""
        self._refuse_unnamed()
        return super().delete()

    def _named(self) -> Self:
        named = self.all()
        vars(named.query)["scope_named"] = True
        return named

    def _refuse_unnamed(self) -> None:
        if not getattr(self.query, "scope_named", False):
            raise ScopeMissing(self.model)
