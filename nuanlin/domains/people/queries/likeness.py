"""Whether somebody about to be written down is known already."""

from django.db.models import Prefetch, Q

from nuanlin.domains.people.models import Occupancy, Person
from nuanlin.domains.people.policy import visible_to
from nuanlin.domains.people.queries.actors import running
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.lib import clock, phones
from nuanlin.lib.text import plain


def people_alike(actor: Actor, name: str, phone: str, identity_number: str) -> list[Person]:
    """Return up to six people whom ``actor`` may see with this phone or this identity number.

    Values are canonical; an identity number counts with the same name only, because parents write
    their own for a child.
    """
    same = Q(pk__in=[])
    if phone:
        same |= Q(phone=phone)
    if identity_number:
        same |= Q(name=name, identity_number=identity_number)
    return _with_doors(actor, same)


def people_like(actor: Actor, name: str, phone: str) -> list[Person]:
    """Return up to six people with this phone as typed, or exactly this name, and their homes.

    Each has ``doors``: the occupancies that ``actor`` may see.
    """
    same = Q(pk__in=[])
    number = _canonical(phone)
    if number:
        same |= Q(phone=number)
    if len(plain(name)) > 1:
        same |= Q(name=plain(name))
    return _with_doors(actor, same)


def _with_doors(actor: Actor, same: Q) -> list[Person]:
    doors = Prefetch(
        "occupancies",
        visible_to(actor, Occupancy).filter(running(clock.today())).select_related("home"),
        to_attr="doors",
    )
    people = visible_to(actor, Person).filter(same).prefetch_related(doors)
    return list(people.order_by("name", "pk")[:6])


def _canonical(phone: str) -> str | None:
    try:
        return phones.canonical(phone)
    except phones.PhoneInvalid:
        return None
