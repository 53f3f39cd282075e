"""One's own account through the API: tokens, who I am, how I like it, password, browsers (A5)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from nuanlin.foundation.accounts import limits, preferences, proving, sessions, tokens
from nuanlin.foundation.accounts.bearer import Anybody, settle_first
from nuanlin.foundation.accounts.gates import account_of, actor_of
from nuanlin.foundation.accounts.models import Theme, User
from nuanlin.foundation.accounts.resetting import reset_password
from nuanlin.foundation.accounts.second_factor import owed_first
from nuanlin.foundation.accounts.usernames import username_of
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.audit.refusals import Missing, fields_called
from nuanlin.lib.schemas import Id, Label, Name, Password

router = Router(tags=["account"])


class SignInIn(Schema):
    """Phone number or staff name with the password; ``code`` for accounts with a second step."""

    name: Name
    password: Password
    code: Label = ""
    label: Annotated[Name, Field(min_length=1)] = "phone"


class TokenOut(Schema):
    """A token; ``label`` says what it is for."""

    id: int
    label: str = Field(alias="name")
    created_at: datetime
    last_used_on: date | None


class NewTokenOut(TokenOut):
    """``token`` goes into the Authorization header. It is shown once: null in a repeated answer."""

    token: str | None


class MyPostOut(Schema):
    """A post held today; an administrator's has no community and counts in all of them."""

    role: str
    community_id: int | None
    department_id: int | None


class MyHomeOut(Schema):
    """A home that I belong to today as ``role``."""

    home_id: int
    plate: str
    role: str
    since: date | None
    community_id: int
    community: str
    hotline: str


class WorkplaceOut(Schema):
    """A community that I work for today."""

    id: int
    name: str
    office: str
    hotline: str


class PreferencesOut(Schema):
    """How I like my pages; "" is the language of the installation."""

    language: str
    theme: str
    elder_mode: bool


class MeOut(Schema):
    """Who I am today, where I live and what I work as."""

    account_id: int
    username: str
    name: str
    person_id: int | None
    staff_id: int | None
    unread: int
    second_step: bool
    homes: list[MyHomeOut]
    posts: list[MyPostOut]
    workplaces: list[WorkplaceOut]
    preferences: PreferencesOut


class PreferencesIn(Schema):
    """What to change; the rest stays."""

    language: Literal["zh-hans", "en"] | None = None
    theme: Theme | None = None
    elder_mode: bool | None = None


class PasswordIn(Schema):
    """The present password and a new one."""

    present: Password
    new: Password


class ResetIn(Schema):
    """Sign-in name, the office's one-time code, and a new password."""

    name: Name
    code: Label
    password: Password


class BrowserOut(Schema):
    """A browser in which I am signed in."""

    id: int
    shown: str
    signed_in_at: datetime = Field(alias="created_at")
    last_seen_at: datetime

    @staticmethod
    def resolve_shown(session: UserSession) -> str:
        return sessions.described(session.user_agent)


@router.post("tokens", response={201: NewTokenOut}, auth=Anybody())
def sign_in(request: HttpRequest, sent: SignInIn) -> Any:
    """Make a token with name and password; the account's second step, if it has one, as `code`."""
    user = proving.prove(request, name=sent.name, password=sent.password, code=sent.code)
    account = tokens.account_of(user)
    if account is None:
        raise Missing
    if owed_first(account):
        raise settle_first()
    by = account.actor.asking(actor_of(request).request_key)
    make = ShownOnce(lambda: tokens.make_token(name=sent.label, by=by))
    with fields_called(name="label"):
        token = tokens.own_token(once(make, by=by), by=by)
    shown = TokenOut.from_orm(token).dict(by_alias=True)
    return Status(201, {**shown, "token": make.made})


@router.get("tokens", response=list[TokenOut])
def list_tokens(request: HttpRequest) -> Any:
    """My tokens that still open the API, the newest first."""
    return tokens.open_tokens(actor_of(request).account_id or 0)


@router.delete("tokens/{int:token_id}", response={204: None})
def revoke_token(request: HttpRequest, token_id: Id) -> Any:
    """End one of my tokens; this is also how a client signs out."""
    tokens.revoke_token(token_id, by=actor_of(request))
    return Status(204, None)


@router.get("me", response=MeOut)
def read_me(request: HttpRequest) -> Any:
    """Who I am, with today's posts and homes, and how I like my pages."""
    return _me(account_of(request), request)


@router.patch("me", response=MeOut)
def change_preferences(request: HttpRequest, sent: PreferencesIn) -> Any:
    """Change language, theme or elder mode."""
    account = account_of(request)
    chosen = sent.dict(exclude_none=True)
    preferences.change(account.pk, **chosen)
    for name, value in chosen.items():
        setattr(account, name, value)
    return _me(account, request)


@router.post("me/password", response={204: None})
def change_password(request: HttpRequest, sent: PasswordIn) -> Any:
    """Choose another password; browsers are signed out, tokens stay."""
    account = account_of(request)
    proving.change_password(request, account, present=sent.present, new=sent.new)
    return Status(204, None)


@router.post("password-resets", response={204: None}, auth=Anybody())
def reset_forgotten_password(request: HttpRequest, sent: ResetIn) -> Any:
    """Choose a new password with the office's one-time code; tokens and browsers end."""
    usage = limits.spend(request, "reset", key=username_of(sent.name))
    by = actor_of(request)
    with fields_called(password1="password"):
        once(
            lambda: reset_password(
                username=sent.name, code=sent.code, password=sent.password, by=by
            ),
            by=by,
        )
    usage.rollback()
    return Status(204, None)


@router.get("me/browsers", response=list[BrowserOut])
def list_browsers(request: HttpRequest) -> Any:
    """Where I am signed in by browser, the newest first."""
    return sessions.open_sessions(account_of(request))


@router.delete("me/browsers/{int:browser_id}", response={204: None})
def sign_browser_out(request: HttpRequest, browser_id: Id) -> Any:
    """Sign one browser out."""
    sessions.end_own_session(account_of(request), browser_id)
    return Status(204, None)


def _me(account: User, request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    return {
        "account_id": account.pk,
        "username": account.username,
        "second_step": account.second_factor,
        "preferences": account,
        **{
            name: getattr(actor, name)
            for name in ("name", "person_id", "staff_id", "unread", "homes", "posts", "workplaces")
        },
    }
