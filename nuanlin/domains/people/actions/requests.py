"""Asking to be let in without a slip; the office confirms or declines (A5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community, Home
from nuanlin.domains.estate.policy import visible_to as places_visible_to
from nuanlin.domains.people.actions.binding import add_to_home, tie_to_person
from nuanlin.domains.people.actions.people import not_allowed
from nuanlin.domains.people.models import AccessRequest, OccupancyRole, Person, RequestState
from nuanlin.domains.people.policy import may_keep_records, visible_to
from nuanlin.domains.people.queries.access import home_by_address
from nuanlin.domains.people.queries.actors import current_occupancies
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.accounts.opening import account_of
from nuanlin.foundation.audit.fetching import locked, one
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import plates
from nuanlin.lib.text import plain

MOST_WAITING = 5


@transaction.atomic
def ask_for_access(
    *,
    community_id: int,
    address: str,
    name: str,
    role: str,
    username: str,
    password: str = "",
    account_id: int | None = None,
    by: Actor,
) -> AccessRequest:
    """Keep the wish to be bound to a home, with a new account unless somebody is signed in.

    ``username`` is the phone number in E.164. Asking twice for the same door is asking once.
    Raises Missing, or Refusal "account_exists" (which the page must not pass on),
    "password_too_weak", "too_many_requests".
    """
    community = Community.objects.filter(pk=community_id).first()
    if community is None:
        raise Missing
    if account_id is None:
        user = account_of(username=username, password=password)
    else:
        user = User.objects.select_for_update().get(pk=account_id)
    door = plates.parse(address)
    written = str(door) if door else plain(address)[:60]
    waiting = user.access_requests.filter(state=RequestState.WAITING)
    same = waiting.filter(community=community, address=written).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise Refusal(
            "too_many_requests", _("Several of your requests wait already. We will answer soon.")
        )
    request = AccessRequest.objects.create(
        account=user,
        community=community,
        home=home_by_address(community.pk, written),
        address=written,
        name=plain(name)[:60],
        phone=username,
        role=OccupancyRole(role).value,
    )
    record("access.requested", subject=request, by=by, community_id=community.pk)
    touch(f"desk:{community.pk}")
    return request


@transaction.atomic
def confirm_request(
    request_id: int, *, home_id: int, person_id: int | None = None, role: str, by: Actor
) -> AccessRequest:
    """Let the asker in: as a person of the home already known, or as somebody new with ``role``.

    Raises Missing, Refusal: "request_decided", "has_account", "somebody_else".
    """
    request = _waiting(request_id, by)
    home = one(places_visible_to(by, Home).filter(community=request.community_id), home_id)
    if person_id is None:
        person = add_to_home(request.account, home, name=request.name, role=role, by=by)
    else:
        lives_here = current_occupancies(timezone.localdate()).filter(home=home, person=person_id)
        if not lives_here.exists():
            raise Missing
        theirs = Person.objects.select_for_update().get(pk=person_id)
        person = tie_to_person(request.account, theirs, home, by=by)
    request.home = home
    _decide(request, RequestState.CONFIRMED, by, person=person.pk, home=home.pk)
    return request


@transaction.atomic
def decline_request(request_id: int, *, reason: str, by: Actor) -> AccessRequest:
    """Tell the asker that they are not let in, and why. Raises Missing, Refusal."""
    request = _waiting(request_id, by)
    if not plain(reason):
        raise Refusal(
            "reason_missing",
            _("Please say why, in words you would use at the desk."),
            field="reason",
        )
    request.reason = plain(reason)[:200]
    _decide(request, RequestState.DECLINED, by)
    return request


@transaction.atomic
def correct_address(request_id: int, *, address: str, by: Actor) -> AccessRequest:
    """Set the door a request is about, when its asker wrote it wrongly.

    Raises Missing, or Refusal "no_such_home".
    """
    request = _waiting(request_id, by)
    door = plates.parse(address)
    written = str(door) if door else plain(address)[:60]
    home = home_by_address(request.community_id, written)
    if home is None:
        raise Refusal(
            "no_such_home", _("No home of this community has this door plate."), field="address"
        )
    if request.home_id == home.pk:
        return request
    request.home, request.address = home, home.plate
    request.save(update_fields=["home", "address"])
    record(
        "access.address_corrected",
        subject=request,
        by=by,
        community_id=request.community_id,
        data={"home": home.pk},
    )
    return request


@transaction.atomic
def see_asker(request_id: int, *, by: Actor) -> AccessRequest:
    """Keep that ``by`` looks at the whole number of somebody who asks. Raises Missing, Refusal."""
    request = _waiting(request_id, by)
    record("access.phone_seen", subject=request, by=by, community_id=request.community_id)
    return request


def _waiting(request_id: int, by: Actor) -> AccessRequest:
    request = locked(visible_to(by, AccessRequest).select_related("account"), request_id)
    if not may_keep_records(by, request.community_id):
        raise not_allowed()
    if request.state != RequestState.WAITING:
        raise Refusal("request_decided", _("A colleague has answered this request already."))
    return request


def _decide(request: AccessRequest, state: RequestState, by: Actor, **data: int) -> None:
    request.state = state.value
    request.decided_by_id = by.account_id
    request.decided_at = timezone.now()
    request.save(update_fields=["state", "reason", "home", "decided_by_id", "decided_at"])
    record(
        f"access.{state.value}",
        subject=request,
        by=by,
        community_id=request.community_id,
        data={"account": request.account_id, **data},
    )
    touch(f"desk:{request.community_id}", f"account:{request.account_id}")
