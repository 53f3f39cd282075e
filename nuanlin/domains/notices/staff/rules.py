"""How each kind of notice goes out in a community, for its manager (F1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from nuanlin.domains.notices import actions, policy
from nuanlin.domains.notices.forms.rules import RuleForm
from nuanlin.domains.notices.models import NoticeKind, Way
from nuanlin.domains.notices.rules import all_terms, terms_of
from nuanlin.domains.notices.staff.notices import here_of
from nuanlin.foundation.accounts.actors import Role, Workplace
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.refusals import Missing


@require_safe
@staff_page(Role.MANAGER)
def rules(request: HttpRequest) -> HttpResponse:
    """List the kinds of notices with how they go out."""
    here = _managed(request)
    terms = all_terms(here.id)
    rows = [(kind, terms[kind.value]) for kind in NoticeKind]
    context = {"here": here, "rows": rows, "way_words": dict(Way.choices)}
    return render(request, "notices/staff/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def rule(request: HttpRequest, notice_kind: str) -> HttpResponse:
    """Show and set how notices of a kind go out."""
    here, actor = _managed(request), actor_of(request)
    if notice_kind not in NoticeKind.values:
        raise Missing
    form = RuleForm(typed(request), terms=terms_of(here.id, notice_kind))
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.set_rule(here.id, kind=notice_kind, terms=form.terms(), by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Kept. Notices that run keep what they began with."))
            return redirect("notices:rules")
    context = {"here": here, "kind": NoticeKind(notice_kind), "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "notices/staff/rule.html", context, status=status)


def _managed(request: HttpRequest) -> Workplace:
    here = here_of(request)
    if not policy.may_set_rules(actor_of(request), here.id):
        raise Missing
    return here
