"""Whose desk a member of staff looks at: one of the communities they work for."""

from django.http import HttpRequest

from nuanlin.foundation.accounts.actors import Workplace
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.refusals import Missing

KEY = "community_id"


def workplace(request: HttpRequest) -> Workplace | None:
    """Return the community chosen last, else the first by name; None for who works nowhere."""
    places = actor_of(request).workplaces
    chosen = request.session.get(KEY)
    return next((place for place in places if place.id == chosen), places[0] if places else None)


def work_in(request: HttpRequest, community_id: int) -> Workplace:
    """Look at another community's desk from now on. Raises Missing for one that is not theirs."""
    for place in actor_of(request).workplaces:
        if place.id == community_id:
            request.session[KEY] = place.id
            return place
    raise Missing
