"""Words that an office does not want said: for everybody to read, for managers to edit (D4)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.service_language import actions, queries
from nuanlin.foundation.service_language.forms import EntryForm
from nuanlin.foundation.service_language.models import LexiconEntry
from nuanlin.foundation.service_language.pages import around, here_of
from nuanlin.lib.language import kinds
from nuanlin.lib.language.kinds import Kind


@require_safe
@staff_page()
def lexicon(request: HttpRequest) -> HttpResponse:
    """Show what is marked: the kinds of it, and the words that the office has added."""
    shown = around(request, "lexicon")
    entries = [
        {
            "entry": one,
            "kind": kinds.title(Kind(one.kind)),
            "mine": one.community_id is not None or shown["may_everywhere"],
        }
        for one in queries.entries(here_of(request).id)
    ]
    rules = [(kinds.title(one), kinds.explanation(one)) for one in Kind]
    context = {**shown, "entries": entries, "rules": rules}
    return render(request, "service_language/lexicon.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def add_entry(request: HttpRequest) -> HttpResponse:
    """Mark words from now on."""
    actor, here = actor_of(request), here_of(request)
    form = EntryForm(typed(request), may_everywhere=actor.is_administrator)

    def act() -> LexiconEntry:
        where = None if form.cleaned_data.get("everywhere") else here.id
        return actions.add_entry(where, **_given(form), by=actor)

    return _answer(request, form, act)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.MANAGER)
def edit_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Mark other words, or offer better ones."""
    actor = actor_of(request)
    entry = queries.entry_to_edit(entry_id, actor)
    form = EntryForm(typed(request), entry=entry)

    def act() -> LexiconEntry:
        return actions.change_entry(entry_id, **_given(form), by=actor)

    return _answer(request, form, act, entry)


@require_POST
@staff_page(Role.MANAGER)
def remove_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Mark these words no longer."""
    actor = actor_of(request)
    once(lambda: actions.remove_entry(entry_id, by=actor), by=actor)
    messages.success(request, _("These words are marked no longer."))
    return redirect("service_language:lexicon")


def _given(form: EntryForm) -> dict[str, Any]:
    return {"word": form.word(), "accepted_alarms": form.cleaned_data["alarms"] or 0}


def _answer(
    request: HttpRequest, form: EntryForm, act: Any, entry: LexiconEntry | None = None
) -> HttpResponse:
    if form.is_bound and attempt(form, act, by=actor_of(request)) is not None:
        messages.success(request, _("Kept."))
        return redirect("service_language:lexicon")
    alarms: list[str] = []
    if form.has_error("said", "false_alarms"):
        alarms = queries.false_alarms(form.word())
    context = {"form": form, "entry": entry, "alarms": alarms, "all": queries.good_count()}
    status = 422 if form.is_bound else 200
    return render(request, "service_language/entry.html", context, status=status)
