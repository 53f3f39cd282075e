"""The doors of Open311 GeoReport v2, for partners with a key of their own."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.service_desk import actions, open311, queries
from nuanlin.domains.service_desk.forms.partners import RequestForm, WantedForm, complaints
from nuanlin.domains.service_desk.models import Case, Partner
from nuanlin.foundation.accounts import limits
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal

# A call that makes a request counts as so many that look.
MAKING = 10
View = Callable[..., HttpResponse]


def _door(view: View) -> View:
    """Answer in the format of the address, and say what is wrong as the specification has it."""

    @wraps(view)
    def opened(request: HttpRequest, form: str, **given: str) -> HttpResponse:
        if form not in open311.FORMATS:
            return open311.errors("xml", 404, f"format {form} is not known: use xml or json")
        try:
            return view(request, form, **given)
        except Missing:
            return open311.errors(form, 404, "service_request_id was not found")
        except Refusal as refusal:
            status = 429 if refusal.code == "too_many_tries" else 400
            return open311.errors(form, status, refusal.sentence or refusal.code)

    return opened


def _keyed(view: View) -> View:
    """Let a partner pass whose key holds, in its own jurisdiction alone."""

    @wraps(view)
    def opened(request: HttpRequest, form: str, **given: str) -> HttpResponse:
        sent = {**request.GET.dict(), **request.POST.dict()}
        key, place = str(sent.get("api_key", "")), str(sent.get("jurisdiction_id", ""))
        if not key:
            return open311.errors(form, 403, "api_key was not provided")
        partner = actions.admit_partner(key, cost=MAKING if request.method == "POST" else 1)
        if partner is None:
            limits.spend(request, "open311_key")
            return open311.errors(form, 403, "api_key is not valid")
        if place not in {"", str(partner.community_id)}:
            return open311.errors(form, 404, "jurisdiction_id was not found")
        return view(request, form, partner, **given)

    return opened


@require_safe
@_door
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Say where and in which formats GeoReport v2 is spoken."""
    address = request.build_absolute_uri(reverse("open311:discovery", args=[form]))
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": address.rpartition("/")[0],
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    return open311.single(form, "discovery", {"endpoints": [endpoint]})


@require_safe
@_door
def services(request: HttpRequest, form: str) -> HttpResponse:
    """List what can be reported; the catalogue is the same in every community."""
    rows = [open311.service(one) for one in queries.leaves()]
    return open311.listed(form, "services", "service", rows)


@require_safe
@_door
def definition(request: HttpRequest, form: str, service_code: str) -> HttpResponse:
    """Say what is asked when something of a category is reported."""
    category = queries.service(service_code)
    if category is None:
        return open311.errors(form, 404, "service_code was not found")
    return open311.single(form, "service_definition", open311.definition(category))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@_door
@_keyed
def requests(request: HttpRequest, form: str, partner: Partner) -> HttpResponse:
    """Look for requests, or make one."""
    if request.method == "POST":
        return _make(request, form, partner)
    asked = WantedForm(request.GET)
    if not asked.is_valid():
        return open311.errors(form, 400, *complaints(asked))
    found = queries.requests_for(partner, asked.wanted())
    rows = [open311.request_of(case, partner) for case in found]
    return open311.listed(form, "service_requests", "request", rows)


def _make(request: HttpRequest, form: str, partner: Partner) -> HttpResponse:
    code = request.POST.get("service_code", "")
    if not code:
        return open311.errors(form, 400, "service_code was not provided")
    category = queries.service(code)
    if category is None:
        return open311.errors(form, 404, "service_code was not found")
    said = RequestForm(request.POST, category=category)
    if not said.is_valid():
        return open311.errors(form, 400, *complaints(said))
    actor = actions.actor_for(partner, request.headers.get("Idempotency-Key", ""))
    made = once(lambda: actions.report_as_partner(partner, said.words(), by=actor), by=actor)
    [case] = queries.requests_for(partner, queries.Wanted(ids=[made]))
    row = open311.accepted(case, said.cleaned_data["account_id"])
    return open311.listed(form, "service_requests", "request", [row], 201)


@never_cache
@require_safe
@_door
@_keyed
def request(
    request: HttpRequest, form: str, partner: Partner, service_request_id: str
) -> HttpResponse:
    """Say how one request stands."""
    case = _case(partner, service_request_id)
    row = open311.request_of(case, partner)
    return open311.listed(form, "service_requests", "request", [row])


@never_cache
@require_safe
@_door
@_keyed
def token(request: HttpRequest, form: str, partner: Partner, token: str) -> HttpResponse:
    """Say which request a token stands for: here every request has its number at once."""
    row = {"service_request_id": str(_case(partner, token).pk), "token": token}
    return open311.listed(form, "service_requests", "request", [row])


def _case(partner: Partner, number: str) -> Case:
    if not number.isdecimal() or len(number) > 18:
        raise Missing
    found = queries.requests_for(partner, queries.Wanted(ids=[int(number)]))
    if not found:
        raise Missing
    return found[0]
