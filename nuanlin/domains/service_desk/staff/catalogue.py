"""Pages on which managers keep the service catalogue of the company."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.service_desk import queries
from nuanlin.domains.service_desk.actions import catalogue as actions
from nuanlin.domains.service_desk.forms.catalogue import CategoryForm, GroupForm
from nuanlin.domains.service_desk.models import Category, QuestionKind
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing

keepers = staff_page(Role.MANAGER)
STEPS: dict[str, Callable[[int, Actor], Category]] = {
    "up": lambda pk, by: actions.move_category(pk, up=True, by=by),
    "down": lambda pk, by: actions.move_category(pk, up=False, by=by),
    "retire": lambda pk, by: actions.retire_category(pk, by=by),
    "restore": lambda pk, by: actions.restore_category(pk, by=by),
}


@require_safe
@keepers
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show the catalogue as a tree."""
    context = {"tree": queries.catalogue_tree(), "guessing": queries.suggestion_standing()}
    return render(request, "service_desk/staff/catalogue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def add_category(request: HttpRequest) -> HttpResponse:
    """Add a category to the group in ``?group=``, or a group without it."""
    group = request.GET.get("group", "")
    form: GroupForm
    if group:
        group_id = int(group) if group.isdecimal() and len(group) < 10 else None
        groups = queries.catalogue_groups()
        form = CategoryForm(typed(request), groups=groups, group_id=group_id)
    else:
        form = GroupForm(typed(request))
    if request.method == "POST":
        actor = actor_of(request)
        done = attempt(form, lambda: actions.add_category(facts=form.facts(), by=actor), by=actor)
        if done is not None:
            return _kept(request, done, _("Added. Residents and the desk can choose it now."))
    return _form_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def edit_category(request: HttpRequest, category_id: int) -> HttpResponse:
    """Change what is said of a category or a group."""
    actor = actor_of(request)
    category = queries.category_to_edit(category_id, actor)
    form: GroupForm
    if category.parent_id is None:
        form = GroupForm(typed(request), category=category)
    else:
        groups = queries.catalogue_groups()
        form = CategoryForm(typed(request), category=category, groups=groups)
    if request.method == "POST":
        facts = actions.edit_category
        done = attempt(form, lambda: facts(category_id, facts=form.facts(), by=actor), by=actor)
        if done is not None:
            return _kept(request, done, _("Kept."))
    return _form_page(request, form)


@require_POST
@keepers
def category_step(request: HttpRequest, category_id: int) -> HttpResponse:
    """Move a category up or down, retire it or offer it again."""
    act, actor = STEPS.get(request.POST.get("step", "")), actor_of(request)
    if act is None:
        raise Missing
    once(lambda: act(category_id, actor), by=actor)
    return _back(category_id)


def _kept(request: HttpRequest, category_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return _back(category_id)


def _back(category_id: int) -> HttpResponse:
    answer = redirect("service_desk:catalogue")
    answer.headers["Location"] += f"#category-{category_id}"
    return answer


def _form_page(request: HttpRequest, form: GroupForm) -> HttpResponse:
    context = {
        "form": form,
        "category": form.category,
        "is_group": not isinstance(form, CategoryForm),
        "question_kinds": QuestionKind.choices,
    }
    status = 422 if form.errors else 200
    return render(request, "service_desk/staff/category.html", context, status=status)
