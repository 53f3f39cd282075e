"""Pages about who works here: staff members, posts, departments."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nuanlin.domains.people.actions import staff as actions
from nuanlin.domains.people.forms.staff import (
    EditDepartmentForm,
    NewDepartmentForm,
    NewStaffForm,
    PostForm,
    StaffForm,
)
from nuanlin.domains.people.policy import STAFF_KEEPERS
from nuanlin.domains.people.queries import staff as queries
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.lib import clock

keepers = staff_page(*STAFF_KEEPERS)
form_page = require_http_methods(["GET", "POST"])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _offered(actor: Actor) -> dict[str, Any]:
    """What a form that gives posts offers."""
    return {
        "communities": queries.administered_communities(actor),
        "departments": queries.open_departments(actor),
        "administrators": actor.is_administrator,
    }


@require_GET
@staff_page()
def staff(request: HttpRequest) -> HttpResponse:
    """List who works here, or who has left."""
    actor = actor_of(request)
    left = request.GET.get("left") == "1"
    community = _number(request.GET.get("community"))
    page = queries.staff_page(
        actor,
        community_id=community,
        left=left,
        number=_number(request.GET.get("page")) or 1,
    )
    context = {
        "page": page,
        "left": left,
        "may_add": bool(queries.administered_communities(actor)),
    }
    return render(request, "people/staff.html", context)


@require_GET
@staff_page()
def contacts(request: HttpRequest) -> HttpResponse:
    """Show whom to call in an emergency, ready to print and hang up (A4)."""
    found = queries.contacts(actor_of(request))
    return render(
        request,
        "people/contacts.html",
        {"contacts": found, "today_text": clock.today().isoformat()},
    )


@form_page
@keepers
def add_staff(request: HttpRequest) -> HttpResponse:
    """Write down somebody who starts to work here."""
    actor = actor_of(request)
    form = NewStaffForm(typed(request), **_offered(actor))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.add_staff(facts=form.facts(), post=form.post(), by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(
                request, _("Written down. Make the code with which they choose a password.")
            )
            return redirect("people:staff_member", done)
    return _answer(request, "people/staff_form.html", {"form": form, "member": None}, form)


@require_GET
@staff_page()
def staff_member(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Show a staff member with their posts."""
    page = queries.staff_member_page(actor_of(request), staff_id)
    return render(request, "people/staff_member.html", {"page": page, "member": page.staff})


@form_page
@keepers
def edit_staff(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Change what is known of a staff member."""
    actor = actor_of(request)
    member = queries.staff_of(actor, staff_id)
    form = StaffForm(typed(request), initial=StaffForm.initial_of(member))
    if request.method == "POST":
        done = attempt(
            form, lambda: actions.edit_staff(staff_id, facts=form.facts(), by=actor), by=actor
        )
        if done is not None:
            return redirect("people:staff_member", staff_id)
    return _answer(request, "people/staff_form.html", {"form": form, "member": member}, form)


@require_POST
@keepers
def leave(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Let somebody who no longer works here go."""
    actor = actor_of(request)
    member = queries.staff_of(actor, staff_id)
    once(lambda: actions.leave(staff_id, by=actor), by=actor)
    messages.success(
        request, _("%(name)s has left. The access ended at once.") % {"name": member.name}
    )
    return redirect("people:staff_member", staff_id)


@form_page
@keepers
def give_post(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Give a staff member one more post."""
    actor = actor_of(request)
    member = queries.staff_of(actor, staff_id)
    form = PostForm(typed(request), **_offered(actor))
    if request.method == "POST":
        done = attempt(
            form, lambda: actions.give_post(staff_id, post=form.post(), by=actor), by=actor
        )
        if done is not None:
            return redirect("people:staff_member", staff_id)
    return _answer(request, "people/post_form.html", {"form": form, "member": member}, form)


@require_POST
@keepers
def end_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """End a post at once."""
    actor = actor_of(request)
    post = queries.post_of(actor, post_id)
    once(lambda: actions.end_post(post_id, by=actor), by=actor)
    messages.success(request, _("The post has ended, and its access with it."))
    return redirect("people:staff_member", post.staff_id)


# Departments


@require_GET
@staff_page()
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments of the communities one works for."""
    actor = actor_of(request)
    context = {
        "departments": queries.departments(actor),
        "administered": {row.pk for row in queries.administered_communities(actor)},
    }
    return render(request, "people/departments.html", context)


@form_page
@keepers
def add_department(request: HttpRequest) -> HttpResponse:
    """Add a department."""
    actor = actor_of(request)
    communities = queries.administered_communities(actor)
    form = NewDepartmentForm(typed(request), communities=communities)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.add_department(
                form.cleaned_data["community"],
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            return redirect("people:departments")
    context = {"form": form, "department": None}
    return _answer(request, "people/department_form.html", context, form)


@form_page
@keepers
def edit_department(request: HttpRequest, department_id: int) -> HttpResponse:
    """Change a department."""
    actor = actor_of(request)
    department = queries.department_of(actor, department_id)
    shown = {name: getattr(department, name) for name in ("name", "kind", "retired")}
    form = EditDepartmentForm(typed(request), initial=shown)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: actions.edit_department(department_id, **form.cleaned_data, by=actor),
            by=actor,
        )
        if done is not None:
            return redirect("people:departments")
    context = {"form": form, "department": department}
    return _answer(request, "people/department_form.html", context, form)


def _answer(
    request: HttpRequest, template: str, context: dict[str, Any], form: Any
) -> HttpResponse:
    return render(request, template, context, status=422 if form.errors else 200)
