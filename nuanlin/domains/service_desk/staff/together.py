"""Linking a case with another, and making a part of it a case of its own."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.forms.together import LinkForm, SplitForm
from nuanlin.domains.service_desk.models import Case, LinkKind
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def link(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask with which case, or link the two."""
    actor, case = actor_of(request), _case(request, case_id)
    form = LinkForm(typed(request))

    def act() -> Case:
        kind = LinkKind(form.cleaned_data["kind"])
        return actions.link_cases(case_id, other_id=form.other(), kind=kind, by=actor)

    try:
        done = attempt(form, act, by=actor) if form.is_bound else None
    except Missing:
        form.add_error("number", _("There is no case of this number here."))
        done = None
    if done is not None:
        return _to(request, case_id, _("Linked."))
    return _form(request, case, form, "link", _("Link with another case"), _("Link"))


@require_POST
@staff_page()
def unlink(request: HttpRequest, case_id: int, link_id: int) -> HttpResponse:
    """Take a link away."""
    actor = actor_of(request)
    once(lambda: actions.unlink_cases(case_id, link_id=link_id, by=actor), by=actor)
    return _to(request, case_id, _("The link is gone."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def split(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask which part, or make it a case of its own and go there."""
    actor, case = actor_of(request), _case(request, case_id)
    form = SplitForm(list(queries.files_to_split(case)), typed(request))

    def act() -> Case:
        return actions.split_case(
            case_id,
            description=form.cleaned_data["description"],
            category_id=form.cleaned_data["category"],
            file_ids=form.file_ids(),
            by=actor,
        )

    done = attempt(form, act, by=actor) if form.is_bound else None
    if done is not None:
        return _to(request, done, _("This is the new case. The owner is told."))
    return _form(request, case, form, "split", _("Split the case"), _("Make it a case of its own"))


def _case(request: HttpRequest, case_id: int) -> Case:
    actor = actor_of(request)
    case = queries.case_head(case_id, actor)
    if not policy.may_read_internal(actor, case):
        raise Missing
    return case


def _form(
    request: HttpRequest, case: Case, form: Any, name: str, title: str, button: str
) -> HttpResponse:
    alone = request.headers.get("HX-Request") == "true"
    context = {"case": case, "form": form, "name": name, "title": title, "button_text": button}
    template = "_together" if alone else "together"
    status = 422 if form.is_bound else 200
    return render(request, f"service_desk/staff/{template}.html", context, status=status)


def _to(request: HttpRequest, case_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    address = reverse("service_desk:case", args=[case_id])
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(address)
    return redirect(address)
