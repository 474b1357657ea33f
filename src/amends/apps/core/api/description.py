# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document tells the refusals too: what an operation may answer besides its work."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import models_json_schema

from amends.apps.core.api.problems import ProblemOut, problem_answers


class DescribedAPI(NinjaAPI):
    """An API whose document names every refusal that its operations share."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        """The document."""
        schema = super().get_openapi_schema(*args, **kwargs)
        _, defined = models_json_schema([(ProblemOut, "serialization")])
        schema["components"].setdefault("schemas", {}).update(defined["$defs"])
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                for status, answer in problem_answers(*_refusals(method, operation)).items():
                    operation["responses"].setdefault(status, answer)
        return schema


def _refusals(method: str, operation: dict[str, Any]) -> list[int]:
    """What the house refuses by itself; an operation describes the rest."""
    found = [401, 403]
    parameters = operation["parameters"]
    if any(each["in"] == "path" for each in parameters):
        found.append(404)
    if parameters or "requestBody" in operation:
        found.append(422)
    if method != "get":
        found += [400, 404, 409, 413, 415]
    return found
