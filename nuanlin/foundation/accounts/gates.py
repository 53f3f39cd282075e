"""Who may pass a page's door at all; what they may see inside is each domain's policy."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.second_factor import owed_first

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _gate(view: View[P], allowed: Callable[[Actor], bool]) -> View[P]:
    @wraps(view)
    def gated(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request)
        if actor.account_id is None:
            return redirect_to_login(request.get_full_path())
        first = owed_first(account_of(request))
        if first:
            return HttpResponseRedirect(reverse(first))
        if not allowed(actor):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated


def signed_in(view: View[P]) -> View[P]:
    """Let every signed-in account pass."""
    return _gate(view, lambda actor: True)


def resident_page(view: View[P]) -> View[P]:
    """Let those pass who belong to a home today."""
    return _gate(view, lambda actor: bool(actor.homes))


def staff_page(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let those pass who hold one of ``roles`` (any post, if none is named) somewhere today."""

    def decorate(view: View[P]) -> View[P]:
        return _gate(
            view,
            lambda actor: (
                actor.is_administrator
                or any(not roles or post.role in roles for post in actor.posts)
            ),
        )

    return decorate


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor that the middleware gave this request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def account_of(request: HttpRequest) -> User:
    """Return the account that is signed in; call it behind a gate."""
    return cast(User, request.user)
