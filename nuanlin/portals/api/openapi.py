"""What holds for every operation, written into the schema once: problems, keys, open doors."""

from typing import Any

from ninja.openapi.schema import OpenAPISchema

from nuanlin.portals.api.problems import MEDIA_TYPE

_PROBLEMS = {
    400: "What was sent cannot be read.",
    401: "There is no valid token.",
    403: "It is yours to see, but another post's to do.",
    404: "It does not exist, or it is not yours to see.",
    409: "A rule forbids it as things stand; `detail` says what to do.",
    422: "A field has to change: `field` names it, `errors` every place that does not fit.",
    429: "That was tried too often; wait a while.",
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "A problem as RFC 9457 has it, with a stable code.",
    "required": ["type", "title", "detail", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "A sentence for people."},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, for machines."},
        "field": {"type": "string", "description": "The field that has to change."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same for every try of one request; a retry does nothing twice.",
    "schema": {"type": "string", "maxLength": 64},
}


def operation_id(function: str) -> str:
    """Return a function's name as an operation id: assign_case becomes assignCase."""
    first, *rest = function.split("_")
    return first + "".join(part.capitalize() for part in rest)


def completed(schema: OpenAPISchema) -> OpenAPISchema:
    """Write into every operation the problems it may answer with, and a write's key."""
    components = schema["components"]
    components["schemas"]["Problem"] = _PROBLEM
    components["parameters"] = {"IdempotencyKey": _KEY}
    components["responses"] = {
        f"Problem{status}": {
            "description": description,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, description in _PROBLEMS.items()
    }
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    for status in _PROBLEMS:
        operation["responses"].setdefault(
            status, {"$ref": f"#/components/responses/Problem{status}"}
        )
    if method != "get":
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    # Ninja names a door by its function; the first sentence of its description says more.
    first, _stop, _rest = operation.get("description", "").partition(". ")
    operation["summary"] = first.strip().rstrip(".").replace("\n", " ") or operation["summary"]
