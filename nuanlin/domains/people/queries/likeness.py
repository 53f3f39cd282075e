"""Whether somebody about to be written down is known already."""

from django.db.models import Q

from nuanlin.domains.people.models import Person
from nuanlin.domains.people.policy import visible_to
from nuanlin.foundation.accounts.actors import Actor


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
    if not same:
        return []
    return list(visible_to(actor, Person).filter(same).order_by("name", "pk")[:6])
