"""Every route × everybody: who gets in, who is refused, and who is not even told it exists.

What everybody gets is a committed table a half of the routes (pages, API); the rules below hold
whatever the tables say.
"""

from collections import defaultdict
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Max
from django.test import Client

from nuanlin.foundation.accounts.models import ApiToken
from nuanlin.foundation.accounts.tokens import make_token
from nuanlin.foundation.audit.models import Event
from tests import baselines
from tests.cast import Cast
from tests.routes import Route, address, routes
from tests.samples import samples_of

# The API asks the same policies as the pages: there, one of each kind is enough.
CALLERS = ["admin", "zhou", "chen", "nobody", "sun", "qian", "wu", "li", "gu", "cai"]
EVERYBODY = [*CALLERS, "ma", "he", "guan", "liang"]
PAGE_METHODS = ("GET", "POST")
API_METHODS = (*PAGE_METHODS, "PUT", "PATCH", "DELETE")
NOT_FOR_THIS = 3  # a method that the first three may not use, nobody may
# Without a home, a post or a name here: to them the cast's community does not exist.
STRANGERS = {"nobody", "sun", "qian", "ma"}
FILE = "200 file"  # or a part of a page: whatever is not one as a whole
LET_IN = {"200", FILE, "201", "202", "204"}
# Open to all by their nature.
PUBLIC = {
    "account_login", "mfa_login_webauthn", "accounts:reset", "people:bind", "people:join",
    "set_language", "accounts:set_theme", "accounts:set_elder", "manifest", "service_worker",
    "api:openapi-json", "api:list_communities_to_ask", "accounts:start", "accounts:door",
    "account_inactive", "people:joined", "service_desk:asked",
    "service_desk:at_place", "service_desk:at_place_sent", "service_desk:by_code",
    "service_desk:calendar_feed", "notifications:stop_mail", "notifications:confirm_mail",
    "notices:verify", "notices:public", "notices:public_notice", "api:list_public_notices",
    # For the sample is public.
    "notices:calendar", "notices:notice_file",
    "open311:discovery", "open311:services", "open311:definition",
}  # fmt: skip

# Opened by a machine's key alone, which nobody of the cast has.
BY_KEY = {"open311:requests", "open311:request", "open311:token", "api:tell_of_call",
          "notifications:receipts"}  # fmt: skip

Table = dict[str, dict[str, list[str]]]
Asking = dict[str, tuple[Client, dict[str, str]]]


def pages() -> list[Route]:
    """Return the routes of pages."""
    return [route for route in routes() if not route.name.startswith("api:")]


def operations() -> list[Route]:
    """Return the routes of the API."""
    return [route for route in routes() if route.name.startswith("api:")]


def table_of_pages(cast: Cast) -> Table:
    """Ask every page as everybody, signed in by a browser."""
    browsers = {name: _browser(cast, name) for name in EVERYBODY}
    return _table(cast, pages(), PAGE_METHODS, {name: (browsers[name], {}) for name in browsers})


def table_of_operations(cast: Cast) -> Table:
    """Ask the API with everybody's token."""
    asking = {name: (_browser(cast, name), _token(cast, name)) for name in CALLERS}
    return _table(cast, operations(), API_METHODS, asking)


def _table(cast: Cast, some: list[Route], methods: tuple[str, ...], asking: Asking) -> Table:
    """Ask each route by each method as each of ``asking``; each request's changes are undone."""
    samples = samples_of(cast)
    seen: Table = {}
    for route in some:
        path = address(route, samples)
        for method in methods:
            row: dict[str, list[str]] = defaultdict(list)
            for name, (client, headers) in asking.items():
                if len(row.get("405", [])) == NOT_FOR_THIS:
                    break
                answer = _ask(client, method, path, headers)
                row[answer].append(name)
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


def _ask(client: Client, method: str, path: str, headers: dict[str, str]) -> str:
    """Return the status, and behind it whether a file came or the verb of an event was written."""
    cookies = deepcopy(client.cookies)
    written = ""
    with transaction.atomic():
        if method == "GET":
            before = _latest_event()
            answer: Any = client.get(path, headers=headers)
            written = _file(path, answer) if _latest_event() == before else _latest_verb()
        elif headers or path.startswith("/api/"):
            answer = client.generic(
                method, path, "{}", content_type="application/json", headers=headers
            )
        else:
            answer = client.post(path)
        transaction.set_rollback(True)
    # Signing out is undone as well, or whatever follows would be asked by nobody.
    client.cookies = cookies
    return f"{answer.status_code}{written}"


def _file(path: str, answer: Any) -> str:
    """Return what marks an answer that is no whole page; the API has no pages."""
    if answer.status_code != 200 or path.startswith("/api/"):
        return ""
    is_page = not answer.streaming and b"<!doctype" in answer.content[:200].lower()
    return "" if is_page else FILE.removeprefix("200")


def _latest_event() -> int:
    return Event.objects.aggregate(latest=Max("pk"))["latest"] or 0


def _latest_verb() -> str:
    return f" writes {Event.objects.latest('pk').verb}"


def check(name: str, table: Table, some: list[Route], chens: str, config: pytest.Config) -> None:
    """Hold the walk over ``some`` against the rules first, then against the table ``name``."""
    # Whoever has lost their session on the way would find nothing wrong.
    assert "chen" in table[chens]["200"]
    faults = _faults_in(table)
    assert not faults, "\n".join(faults)
    baselines.check(name, table, config)
    assert _unopened_in(table, some) == set()


def _faults_in(table: Table) -> list[str]:
    """Return what no table may say: failures, open doors, strangers inside."""
    by_name = {route.name: route for route in routes()}
    faults = []
    for key, row in table.items():
        name = key.split(" ")[0]
        faults += [
            f"{key}: {status} for {who}"
            for status, who in row.items()
            # A GET writes nothing, whoever it is: link scanners open every address.
            if status == "500" or "writes" in status
        ]
        let_in = {who for status in LET_IN for who in row.get(status, [])}
        if "nobody" in let_in and name not in PUBLIC:
            faults.append(f"{key} lets anybody in")
        strangers = (let_in & STRANGERS) - {"nobody"}
        if strangers and name not in PUBLIC and _is_about_the_cast(by_name[name]):
            faults.append(f"{key} lets strangers in: {sorted(strangers)}")
    return faults


def _is_about_the_cast(route: Route) -> bool:
    return any(name.endswith("_id") or name in {"number", "pk"} for name in route.arguments)


def _unopened_in(table: Table, some: list[Route]) -> set[str]:
    """Return those of ``some`` that answered nobody with a page, a redirect or a complaint."""
    answers = LET_IN | {"302", "303", "409", "422"}
    opened = {key.split(" ")[0] for key, row in table.items() if answers & set(row)}
    return {route.name for route in some} - opened - BY_KEY
