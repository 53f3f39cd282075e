"""The API as its schema describes it: whatever is sent, the answer is one that is documented.

Schemathesis makes requests from the schema, as somebody would who has nothing else; each runs in a
transaction that is rolled back. The same seed makes the same requests.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
import schemathesis.specs.openapi.definitions  # while the stack is low: it is one huge expression
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.errors import Unsatisfiable
from ninja import Schema
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from nuanlin.foundation.accounts.tokens import make_token
from tests.cast import Cast
from tests.samples import samples_of

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MISSING = 2**62
SEED = 20260101


@pytest.fixture(autouse=True)
def light_surroundings(settings):
    """Keep files in memory and hash passwords cheaply."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


@contextmanager
def transaction_kept() -> Iterator[None]:
    """Let requests leave the transaction around the test open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def document() -> Any:
    """The schema as a client fetches it."""
    return Client().get("/api/v1/openapi.json").json()


def operations(whole: Any) -> Iterator[tuple[str, str, Any]]:
    """Every operation with its method and path."""
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_the_schema_is_valid_openapi():
    whole = document()
    assert whole["openapi"].startswith("3.1")
    validate(whole)


def test_every_operation_reads_well():
    for method, path, operation in operations(document()):
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", operation["operationId"]), operation
        assert operation["description"].strip(), f"{method} {path} is not described"
        assert operation["tags"], path
        assert set(operation["responses"]) - {"400", "401", "403", "404", "409", "422", "429"}


def test_operations_and_shapes_are_named_once():
    """Two shapes of one name would hide each other: the schema knows them by name alone."""
    whole = document()
    names = Counter(operation["operationId"] for *_where, operation in operations(whole))
    shapes = {shape for shape in _shapes(Schema) if shape.__module__.startswith("nuanlin.")}
    names.update(shape.__name__ for shape in shapes)
    assert [name for name, number in names.items() if number > 1] == []
    for name, shape in whole["components"]["schemas"].items():
        assert shape.get("description") or "enum" in shape, f"{name} is not described"


def test_every_operation_is_reached(cast):
    """Two rooms that share an address would hide each other's methods."""
    samples = {
        "community_id": str(cast.community.pk),
        "file_id": "00000000-0000-4000-8000-000000000000",
    }
    for method, path, _operation in operations(document()):
        address = re.sub(r"{(\w+)}", lambda name: samples.get(name[1], "1"), path)
        answer = Client().generic(method, address, content_type="application/json")
        assert answer.status_code not in (404, 405), f"{method} {path} is hidden"


def _shapes(shape: type[Schema]) -> Iterator[type[Schema]]:
    for kind in shape.__subclasses__():
        yield kind
        yield from _shapes(kind)


@pytest.mark.timeout(900)  # thousands of requests
def test_requests_about_known_things_are_answered_as_documented(cast):
    """Requests that fit the schema, about a home, a case, … that exist; each from everyone."""
    whole = _speaking_of(document(), _known(cast))
    _walk(whole, cast, ("zhou", "chen", "admin"), GenerationMode.POSITIVE, examples=3)


def test_requests_that_do_not_fit_are_refused_as_documented(cast):
    """Requests that break the schema in one place, from somebody who may do everything."""
    whole = _speaking_of(document(), _known(cast))
    _walk(whole, cast, ("admin",), GenerationMode.NEGATIVE, examples=2)


def test_nothing_can_be_changed_in_a_community_that_does_not_exist(cast):
    """An administrator holds every role everywhere: nothing but the address tells them no."""
    _token, raw = make_token(name="anywhere", by=cast.actor("admin"))
    headers, ids = {"Authorization": f"Bearer {raw}"}, {"community_id": str(MISSING)}
    for method, path, _operation in operations(document()):
        if method == "get" or "{community_id}" not in path:
            continue
        address = re.sub(r"{(\w+)}", lambda name: ids.get(name[1], "1"), path)
        answer = Client().generic(method, address, "{}", "application/json", headers=headers)
        assert answer.status_code == 404, f"{method} {path}"
        assert answer.json()["code"] == "missing"


def _known(cast: Cast) -> dict[str, int]:
    """One of everything, by every name that the schema gives its key."""
    ids = {name: key for name, key in samples_of(cast).items() if isinstance(key, int)}
    return {
        **ids,
        "assignee_id": ids["staff_id"],
        "common_area_id": ids["area_id"],
        "entrance_id": cast.home.entrance_id or 0,
        "instead_of": ids["staff_id"],
        "reporter_id": ids["person_id"],
    }


def _speaking_of(whole: Any, ids: dict[str, int]) -> Any:
    """Let every id in the schema be one that exists, or one that does not."""
    for *_where, operation in operations(whole):
        for parameter in operation["parameters"]:
            if parameter.get("name") in ids:
                parameter["schema"] = _either(ids[parameter["name"]])
    for shape in whole["components"]["schemas"].values():
        for name, described in shape.get("properties", {}).items():
            if name in ids and not shape["title"].endswith("Out"):
                optional = [{"type": "null"}] if "anyOf" in described else []
                shape["properties"][name] = {"anyOf": [_either(ids[name]), *optional]}
    return whole


def _either(known: int) -> dict[str, Any]:
    return {"type": "integer", "enum": [known, known, MISSING]}


def _walk(
    whole: Any, cast: Cast, names: tuple[str, ...], mode: GenerationMode, *, examples: int
) -> None:
    callers = {name: _headers(cast, name) for name in names}
    schema = schemathesis.openapi.from_dict(whole)
    schema.app = _from_somewhere
    found = []
    with transaction_kept():
        for result in schema.get_all_operations():
            operation: Any = result.ok()  # type: ignore[union-attr]
            try:
                _ask(operation, mode, callers, examples)
            except Unsatisfiable:
                continue  # nothing is sent there that could be wrong
            except (Exception, FailureGroup) as failure:  # look at every operation before failing
                found.append(f"{operation.label}: {failure}")
    assert not found, "\n\n".join(found)


def _headers(cast: Cast, name: str) -> dict[str, str]:
    _token, raw = make_token(name="fuzz", by=cast.actor(name))
    # The caller in the same process does not unpack what is packed for a browser.
    return {
        "Authorization": f"Bearer {raw}",
        "Accept-Language": "en",
        "Accept-Encoding": "identity",
    }


APPLICATION = get_wsgi_application()


def _from_somewhere(environ: dict[str, Any], start_response: Any) -> Any:
    """Call the application as a server does: it knows who is at the other end."""
    return APPLICATION({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


def _ask(
    operation: Any, mode: GenerationMode, callers: dict[str, dict[str, str]], examples: int
) -> None:
    """Send each request as every one of ``callers``: making it takes longer than answering."""
    strategy = operation.as_strategy(generation_mode=mode)

    @seed(SEED)
    @hypothesis_settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        for name, headers in callers.items():
            with transaction.atomic():
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as failure:
                raise AssertionError(f"asked by {name}: {failure}") from failure

    ask()
