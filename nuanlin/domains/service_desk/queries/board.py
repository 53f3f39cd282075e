"""The queue as a board: open cases by state, or by who does them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import Q

from nuanlin.domains.service_desk.models import Case, State
from nuanlin.domains.service_desk.queries.queue import (
    ORDERS,
    ORDERS_OF_OPEN,
    VIEWS,
    QueueFilter,
    matching,
    with_names,
)
from nuanlin.foundation.accounts.actors import Actor

CARDS = 12
PEOPLE = 30
STATES: dict[str, tuple[State, ...]] = {
    "submitted": (State.SUBMITTED,),
    "classified": (State.CLASSIFIED,),
    "assigned": (State.ASSIGNED,),
    "under_way": (State.UNDER_WAY,),
    "to_confirm": (State.DONE, State.SETTLED_ONLINE),
}


class Column(NamedTuple):
    """A column of the board: up to ``CARDS`` cases, and whether there are more."""

    key: str
    cases: list[Case]
    more: bool


def board_by_state(wanted: QueueFilter, *, by: Actor) -> list[Column]:
    """Return a column for each state that a case can be open in. One statement."""
    columns = [(key, Q(state__in=states)) for key, states in STATES.items()]
    of_state = {state: key for key, states in STATES.items() for state in states}
    return _columns(wanted, columns, lambda case: of_state[case.state], by)


def board_by_person(wanted: QueueFilter, staff: Sequence[int], *, by: Actor) -> list[Column]:
    """Return a column for what nobody has, and one for each of ``staff`` who has something.

    One statement; at most thirty people.
    """
    columns = [("nobody", Q(assignee__isnull=True))]
    columns += [(str(pk), Q(assignee=pk)) for pk in staff[:PEOPLE]]
    found = _columns(wanted, columns, lambda case: str(case.assignee_id or "nobody"), by)
    return [column for column in found if column.cases or column.key == "nobody"]


def _columns(
    wanted: QueueFilter, columns: list[tuple[str, Q]], key_of: Any, by: Actor
) -> list[Column]:
    view = wanted.view if wanted.view in VIEWS else "open"
    wanted = replace(wanted, view=view)
    order = ORDERS[wanted.order if wanted.order in ORDERS_OF_OPEN else "pressing"]
    cases = matching(wanted, by=by).order_by(*order)
    first, *others = [cases.filter(only).values("pk")[: CARDS + 1] for _key, only in columns]
    some = first.union(*others, all=True)
    found: dict[str, list[Case]] = {key: [] for key, _only in columns}
    for case in with_names(Case.objects.filter(pk__in=some)).order_by(*order):
        found[key_of(case)].append(case)
    return [Column(key, cases[:CARDS], len(cases) > CARDS) for key, cases in found.items()]
