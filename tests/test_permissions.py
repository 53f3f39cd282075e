"""Every route × everybody: who gets in, who is refused, and who is not even told it exists.

What everybody gets is a committed table (``baselines/permissions.json``); the rules below hold
whatever the table says.
"""

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from nuanlin.foundation.accounts.models import ApiToken
from nuanlin.foundation.accounts.tokens import make_token
from nuanlin.foundation.audit.models import Event
from tests import baselines
from tests.cast import Cast
from tests.routes import Route, address, routes
from tests.samples import samples_of

EVERYBODY = [
    "admin", "zhou", "chen", "nobody", "sun", "qian", "wu", "ma", "li", "he", "gu", "cai", "guan",
    "liang",
]  # fmt: skip
PAGE_METHODS = ("GET", "POST")
API_METHODS = ("PUT", "PATCH", "DELETE")
NOT_FOR_THIS = EVERYBODY[:3]  # a method that these three may not use, nobody may
# Without a home, a post or a name here: to them the cast's community does not exist.
STRANGERS = {"nobody", "sun", "qian", "ma"}
LET_IN = {"200", "201", "202", "204"}
# Open to all by their nature.
PUBLIC = {
    "account_login", "mfa_login_webauthn", "accounts:reset", "people:bind", "people:join",
    "set_language", "accounts:set_theme", "accounts:set_elder", "manifest", "service_worker",
    "api:openapi-json", "api:list_communities_to_ask", "accounts:start", "accounts:door",
    "account_inactive", "people:joined", "service_desk:asked",
    "service_desk:at_place", "service_desk:at_place_sent", "service_desk:calendar_feed",
    "open311:discovery", "open311:services", "open311:definition",
}  # fmt: skip

# Opened by a partner's key alone, which nobody of the cast has.
BY_KEY = {"open311:requests", "open311:request", "open311:token"}

pytestmark = pytest.mark.timeout(900)  # some ten thousand requests

Table = dict[str, dict[str, list[str]]]


def table_of(cast: Cast) -> Table:
    """Ask every route as everybody; each request's changes are undone."""
    samples = samples_of(cast)
    paths = {route: address(route, samples) for route in routes()}
    clients = {name: _browser(cast, name) for name in EVERYBODY}
    tokens = {name: _token(cast, name) for name in EVERYBODY}
    seen: Table = {}
    for route, path in paths.items():
        for method in PAGE_METHODS + (API_METHODS if route.name.startswith("api:") else ()):
            row: dict[str, list[str]] = defaultdict(list)
            for name in EVERYBODY:
                if len(row.get("405", [])) == len(NOT_FOR_THIS):
                    break
                headers = tokens[name] if route.name.startswith("api:") else {}
                row[str(_ask(clients[name], method, path, headers))].append(name)
            if set(row) != {"405"}:
                seen[f"{route.name} {method}"] = dict(row)
    return seen


def _browser(cast: Cast, name: str) -> Client:
    client = cast.client(name)
    client.raise_request_exception = False
    return client


def _token(cast: Cast, name: str) -> dict[str, str]:
    if name == "nobody":
        return {}
    _, raw = make_token(name="sweep", by=cast.actor(name))
    ApiToken.objects.filter(name="sweep").update(last_used_on="2020-01-01")
    return {"Authorization": f"Bearer {raw}"}


def _ask(client: Client, method: str, path: str, headers: dict[str, str]) -> int:
    with transaction.atomic():
        if method == "GET":
            answer: Any = client.get(path, headers=headers)
        elif headers or path.startswith("/api/"):
            answer = client.generic(
                method, path, "{}", content_type="application/json", headers=headers
            )
        else:
            answer = client.post(path)
        transaction.set_rollback(True)
    return int(answer.status_code)


def test_everybody_gets_what_the_table_says(cast: Cast, pytestconfig: pytest.Config) -> None:
    """One walk over all routes, held against the rules first, then against the table."""
    table = table_of(cast)
    baselines.check("permissions", table, pytestconfig)
    faults = faults_in(table)
    assert not faults, "\n".join(faults)
    assert unopened_in(table) == set()


def faults_in(table: Table) -> list[str]:
    """Return what no table may say: failures, open doors, strangers inside."""
    by_name = {route.name: route for route in routes()}
    faults = []
    for key, row in table.items():
        name = key.split(" ")[0]
        faults += [f"{key}: {status} for {who}" for status, who in row.items() if status == "500"]
        let_in = {who for status in LET_IN for who in row.get(status, [])}
        if "nobody" in let_in and name not in PUBLIC:
            faults.append(f"{key} lets anybody in")
        strangers = (let_in & STRANGERS) - {"nobody"}
        if strangers and _is_about_the_cast(by_name[name]):
            faults.append(f"{key} lets strangers in: {sorted(strangers)}")
    return faults


def _is_about_the_cast(route: Route) -> bool:
    return any(name.endswith("_id") or name in {"number", "pk"} for name in route.arguments)


def unopened_in(table: Table) -> set[str]:
    """Return the routes that answered nobody with a page, a redirect or a form's complaint."""
    answers = LET_IN | {"302", "303", "409", "422"}
    opened = {key.split(" ")[0] for key, row in table.items() if answers & set(row)}
    return {route.name for route in routes()} - opened - BY_KEY


def test_looking_changes_nothing(cast: Cast) -> None:
    """A GET, by whoever it is, writes no event: link scanners may open every address."""
    samples = samples_of(cast)
    written = {}
    for name in ("zhou", "chen", "li", "gu", "admin"):
        client = _browser(cast, name)
        for route in routes():
            before = Event.objects.count()
            client.get(address(route, samples))
            if Event.objects.count() != before:
                written[f"{route.name} as {name}"] = Event.objects.latest("pk").verb
    assert written == {}
