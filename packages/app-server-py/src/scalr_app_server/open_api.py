"""OpenAPI 3.1 of the routes, in the shape that the TypeScript backends give."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from .routes import Route, requirement_of

_SCHEMAS = "#/components/schemas/"

_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "fix": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string", "enum": ["body", "query", "path"]},
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["in", "pointer", "detail"],
            },
        },
        "requestId": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "code"],
}


def open_api_document(title: str, routes: Sequence[tuple[Route, APIRoute]]) -> dict[str, Any]:
    """`title` is the slug of the app."""
    raw = get_openapi(
        title=title, version="1", routes=[route for _, route in routes], separate_input_output_schemas=False
    )
    paths: dict[str, dict[str, Any]] = {}
    for declared, mounted in sorted(routes, key=lambda pair: (pair[0].path, pair[0].method)):
        method = declared.method.lower()
        operation = raw["paths"][mounted.path_format][method]
        paths.setdefault(mounted.path_format, {})[method] = _operation(declared, operation)
    schemas = dict(raw.get("components", {}).get("schemas", {}))
    for declared, _ in routes:
        schemas |= _described_schemas(declared)
    own = {name: schema for name, schema in schemas.items() if name not in ("HTTPValidationError", "ValidationError")}
    own["Problem"] = dict(_PROBLEM)
    document = {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {name: own[name] for name in sorted(own)},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }
    return document | {"paths": _without_noise(paths), "components": _without_noise(document["components"])}


def _operation(route: Route, operation: Mapping[str, Any]) -> dict[str, Any]:
    guarded = route.access != "public"
    responses: dict[str, Any] = {str(route.status_code): _success(operation["responses"][str(route.status_code)])}
    if guarded:
        responses |= {"401": _failure("Not signed in"), "403": _failure("Not allowed")}
    responses |= {str(status): _failure(said) for status, said in route.describes.statuses.items()}
    body = _body(route, operation)
    if body or operation.get("parameters"):
        responses["422"] = _failure("Something in the request is not as it should be")
    responses["default"] = _failure("Anything else")
    need = requirement_of(route.access or "signed-in")
    groups = {"x-required-groups": list(need.groups)} if need.groups else {}
    callers = {"x-callers": list(need.apps)} if need.apps else {}
    return {
        "operationId": route.operation_id,
        "summary": route.summary,
        "security": [{"bearer": []}] if guarded else [],
        **groups,
        **callers,
        **({"x-access": list(route.describes.rules)} if route.describes.rules else {}),
        "parameters": operation.get("parameters", []),
        **body,
        "responses": responses,
    }


def _body(route: Route, operation: Mapping[str, Any]) -> dict[str, Any]:
    described = route.describes.body
    if described is not None:
        schema = {"schema": {"$ref": f"{_SCHEMAS}{described.__name__}"}}
        return {"requestBody": {"required": True, "content": {type_: schema for type_ in route.describes.consumes}}}
    return {"requestBody": {**operation["requestBody"], "required": True}} if "requestBody" in operation else {}


def _described_schemas(route: Route) -> dict[str, Any]:
    """Of a body that the handler reads itself."""
    described = route.describes.body
    if described is None:
        return {}
    schema = described.model_json_schema(ref_template=_SCHEMAS + "{model}")
    return {**schema.pop("$defs", {}), described.__name__: schema}


def _success(response: Mapping[str, Any]) -> dict[str, Any]:
    content = response.get("content")
    return {"description": "Done"} if content is None else {"description": "OK", "content": content}


def _failure(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def _without_noise(value: Any) -> Any:
    """Pydantic titles every field with its own name; a field that is called "title" is an object and stays.

    That null is what a field is when it is left out says no more than that it may be left out.
    """
    if isinstance(value, list):
        return [_without_noise(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_noise(inner)
        for name, inner in value.items()
        if not ((name == "title" and isinstance(inner, str)) or (name == "default" and inner is None))
    }
