"""Coming in: with a slip, by asking, and the page of who belongs to no home today (A5)."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from nuanlin.domains.people.actions.access import bind_account, bind_phone
from nuanlin.domains.people.actions.requests import ask_for_access
from nuanlin.domains.people.forms.access import (
    BindForm,
    BindHereForm,
    CodeForm,
    JoinForm,
    JoinHereForm,
)
from nuanlin.domains.people.queries.access import (
    Invitation,
    communities_to_ask,
    invitation,
    my_requests,
)
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.accounts.gates import actor_of, signed_in
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Refusal


@never_cache
@sensitive_post_parameters("code", "password1", "password2")
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest) -> HttpResponse:
    """Show what a slip opens; open it on POST alone: mail programs follow links by themselves."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not code.strip():
        return render(request, "people/slip_code.html", {"form": CodeForm()})
    try:
        usage = limits.spend(request, "code")
    except Refusal as refusal:
        return _not_valid(request, code, refusal.sentence, 429)
    invited = invitation(code)
    if invited is not None:
        usage.rollback()
    if request.method == "POST" and actor_of(request).account_id is not None:
        return _bind_here(request, code, invited)
    if request.method == "POST":
        return _bind_with_password(request, code, invited)
    if invited is None:
        return _not_valid(request, code)
    return _invite(request, code, invited)


def _not_valid(
    request: HttpRequest, code: str, sentence: str = "", status: int = 404
) -> HttpResponse:
    form = CodeForm({"code": code})
    form.add_error(
        "code",
        sentence or _("This code opens nothing any more. Please ask the office for a new slip."),
    )
    return render(request, "people/slip_code.html", {"form": form}, status=status)


def _invite(
    request: HttpRequest,
    code: str,
    invited: Invitation,
    form: BindForm | BindHereForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    if form is None and actor.account_id is not None:
        form = BindHereForm(initial={"code": code}, ask_name=_asks_name(request, invited))
    elif form is None:
        initial = {"code": code, "phone": invited.phone.removeprefix("+86")}
        form = BindForm(initial=initial, ask_name=not invited.name)
    context = {"form": form, "invited": invited, "code": code}
    status = 422 if form.is_bound else 200
    return render(request, "people/slip.html", context, status=status)


def _asks_name(request: HttpRequest, invited: Invitation) -> bool:
    return not invited.name and actor_of(request).person_id is None


def _bind_here(request: HttpRequest, code: str, invited: Invitation | None) -> HttpResponse:
    actor = actor_of(request)
    ask_name = invited is not None and _asks_name(request, invited)
    form = BindHereForm(request.POST, ask_name=ask_name)
    if form.is_valid():
        try:
            once(
                lambda: bind_account(
                    actor.account_id or 0,
                    code=code,
                    name=form.cleaned_data.get("name", ""),
                    by=actor,
                ),
                by=actor,
            )
        except Refusal as refusal:
            if invited is None:
                return _not_valid(request, code, refusal.sentence, 422)
            form.add_error(None, refusal.sentence)
        else:
            return _welcome(request, redirect("accounts:start"))
    return _invite(request, code, invited, form) if invited else _not_valid(request, code)


def _bind_with_password(
    request: HttpRequest, code: str, invited: Invitation | None
) -> HttpResponse:
    form = BindForm(request.POST, ask_name=invited is not None and not invited.name)
    if form.is_valid():
        try:
            _bind_phone(request, form)
        except Refusal as refusal:
            if invited is None:
                return _not_valid(request, code, refusal.sentence, 422)
            in_form = refusal.field in form.fields and refusal.field != "code"
            form.add_error(refusal.field if in_form else None, refusal.sentence)
        else:
            return _welcome(request, _sign_in(request, form))
    return _invite(request, code, invited, form) if invited else _not_valid(request, code)


def _bind_phone(request: HttpRequest, form: BindForm) -> None:
    typed, actor = form.cleaned_data, actor_of(request)
    usage = limits.spend(request, "bind", key=typed["phone"])
    once(
        lambda: bind_phone(
            username=typed["phone"],
            password=typed["password1"],
            code=typed["code"],
            name=typed.get("name", ""),
            by=actor,
        ),
        by=actor,
    )
    usage.rollback()


def _sign_in(request: HttpRequest, form: BindForm) -> HttpResponse:
    """Sign in with what was just typed; a second step, if the account has one, comes as always."""
    typed = form.cleaned_data
    user = get_adapter().authenticate(request, username=typed["phone"], password=typed["password1"])
    if user is None:
        return redirect("account_login")
    response: HttpResponse = perform_login(
        request, user, email_verification="none", redirect_url=reverse("accounts:start")
    )
    return response


def _welcome(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    messages.success(request, _("Welcome. This home is now in your account."))
    return response


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask to be bound to a home; the answer is the same whether or not a number is known."""
    actor = actor_of(request)
    communities = [(community.pk, community.name) for community in communities_to_ask()]
    here = actor.account_id is not None
    data = request.POST or None
    form: JoinHereForm = (JoinHereForm if here else JoinForm)(data, communities=communities)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, form)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("people:no_home" if here else "people:joined")
    context = {"form": form, "communities": communities}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, form: JoinHereForm) -> None:
    typed, actor = form.cleaned_data, actor_of(request)
    username = typed.get("phone") or request.user.get_username()
    limits.spend(request, "join", key=username)
    try:
        once(
            lambda: ask_for_access(
                community_id=typed["community"],
                address=typed["address"],
                name=typed["name"],
                role=typed["role"],
                username=username,
                password=typed.get("password1", ""),
                account_id=actor.account_id,
                by=actor,
            ),
            by=actor,
        )
    except Refusal as refusal:
        # A stranger must not learn from the answer that this number has an account.
        if actor.account_id is not None or refusal.code != "account_exists":
            raise


def joined(request: HttpRequest) -> HttpResponse:
    """Say what happens next, to whoever has asked."""
    return render(request, "people/joined.html")


@never_cache
@signed_in
def no_home(request: HttpRequest) -> HttpResponse:
    """Say what to do to who belongs to no home and holds no post today, and how requests stand."""
    actor = actor_of(request)
    if actor.homes or actor.is_staff:
        return redirect("accounts:start")
    return render(
        request,
        "people/no_home.html",
        {
            "requests": my_requests(actor.account_id or 0),
            "communities": communities_to_ask()[:5],
            "form": CodeForm(),
        },
    )


@never_cache
@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """The part of that page which changes when the office answers."""
    asked = my_requests(actor_of(request).account_id or 0)
    return render(request, "people/_my_requests.html", {"requests": asked})
