"""Coming in: with a slip of the office, or by asking; each also without an account (A5)."""

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.domains.people.actions.access import bind_account, bind_phone, code_not_valid
from nuanlin.domains.people.actions.requests import ask_for_access
from nuanlin.domains.people.forms.access import JoinForm, SignInPhoneField
from nuanlin.domains.people.models import OccupancyRole
from nuanlin.domains.people.queries.access import communities_to_ask, invitation, my_requests
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.bearer import Anybody
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.attempts import checked
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Refusal, fields_called
from nuanlin.lib.schemas import Id, Label, Name, Password

router = Router(tags=["coming in"])
# A token may be sent or not: with one, its owner is the one who comes in.
WITH_OR_WITHOUT_TOKEN: dict[str, Any] = {"security": [{"PersonalToken": []}, {}]}
Code = Annotated[Label, Field(min_length=1)]


class CodeIn(Schema):
    """The code of a slip."""

    code: Code


class InvitationOut(Schema):
    """What a slip opens; the name is masked, and "" where whoever brings it gives their own."""

    community: str
    hotline: str
    plate: str
    name: str
    role: str


class BindIn(Schema):
    """A slip used with my token; ``name`` only where none is on the slip and none is known."""

    code: Code
    name: Name = ""


class AccountIn(BindIn):
    """A slip used with a phone number and a password: a new account, or one's own."""

    phone: Annotated[Label, Field(min_length=1)]
    password: Password


class CommunityToAskOut(Schema):
    """A community that somebody without a slip can name."""

    id: int
    name: str
    hotline: str


class AskIn(Schema):
    """Where I live; without a token also the phone number and a password for the account."""

    community_id: Id
    address: Annotated[Name, Field(min_length=1)]
    name: Annotated[Name, Field(min_length=1)]
    role: OccupancyRole
    phone: Label = ""
    password: Annotated[str, Field(max_length=200)] = ""


class AskedOut(Schema):
    """How my wish to be let in stands, and the office's words if it was declined."""

    id: int
    community_id: int
    address: str
    role: str
    state: str
    reason: str
    created_at: datetime


@router.post("invitations", response=InvitationOut, auth=Anybody())
def read_invitation(request: HttpRequest, sent: CodeIn) -> Any:
    """See what a slip opens before using it; nothing is changed."""
    usage = limits.spend(request, "code")
    found = invitation(sent.code)
    if found is None:
        raise code_not_valid()
    usage.rollback()
    return found


@router.post("bindings", response={204: None})
def bind_slip(request: HttpRequest, sent: BindIn) -> Any:
    """Use a slip with my account: its home is mine from now on."""
    by = actor_of(request)
    usage = limits.spend(request, "code")
    once(lambda: bind_account(by.account_id or 0, code=sent.code, name=sent.name, by=by), by=by)
    usage.rollback()
    return Status(204, None)


@router.post("accounts", response={204: None}, auth=Anybody())
def open_account(request: HttpRequest, sent: AccountIn) -> Any:
    """Use a slip with a phone number and a password; sign in by `POST tokens` then."""
    by, username = actor_of(request), _username(sent.phone)
    tries = limits.spend(request, "code")
    usage = limits.spend(request, "bind", key=username)
    with fields_called(password1="password"):
        once(
            lambda: bind_phone(
                username=username, password=sent.password, code=sent.code, name=sent.name, by=by
            ),
            by=by,
        )
    tries.rollback()
    usage.rollback()
    return Status(204, None)


@router.get("communities-to-ask", response=list[CommunityToAskOut], auth=Anybody())
def list_communities_to_ask(request: HttpRequest) -> Any:
    """The communities in which somebody can ask to be let in."""
    return communities_to_ask()


@router.post(
    "access-requests",
    response={202: None},
    auth=Anybody(),
    openapi_extra=WITH_OR_WITHOUT_TOKEN,
)
def ask_to_come_in(request: HttpRequest, sent: AskIn) -> Any:
    """Ask to be bound to a home; the office answers.

    The answer is the same whether or not the number has an account: nobody learns it here.
    """
    by = actor_of(request)
    mine = by.account_id is not None
    username = request.user.get_username() if mine else _checked_asker(sent)
    limits.spend(request, "join", key=username)
    try:
        with fields_called(password1="password"):
            once(
                lambda: ask_for_access(
                    **sent.dict(exclude={"phone"}),
                    username=username,
                    account_id=by.account_id,
                    by=by,
                ),
                by=by,
            )
    except Refusal as refusal:
        if mine or refusal.code != "account_exists":
            raise
    return Status(202, None)


@router.get("my/access-requests", response=list[AskedOut])
def list_my_access_requests(request: HttpRequest) -> Any:
    """How my latest wishes to be let in stand."""
    return my_requests(actor_of(request).account_id or 0)


def _username(phone: str) -> str:
    try:
        return SignInPhoneField().clean(phone)
    except ValidationError as error:
        raise Refusal("phone_invalid", " ".join(error.messages), field="phone") from error


def _checked_asker(sent: AskIn) -> str:
    """Return the number of a stranger who asks, checked before anything depends on accounts."""
    communities = [(community.pk, community.name) for community in communities_to_ask()]
    typed = {**sent.dict(), "community": sent.community_id}
    typed["password1"] = typed["password2"] = sent.password
    form = JoinForm(typed, communities=communities)
    checked(form, {"community": "community_id", "password1": "password", "password2": "password"})
    number: str = form.cleaned_data["phone"]
    return number
