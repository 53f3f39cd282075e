"""The office's shared inbox and one conversation in it (I2)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.forms import AnswerForm, HandOverForm
from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.conversations.queries.inbox import ENOUGH
from nuanlin.domains.conversations.spoken import number, shown
from nuanlin.domains.people.slots import home_slots
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.answering import wants_json, wrong
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.sent import file_ids_of, kept_files

MOVES: dict[str, Callable[..., Conversation]] = {
    "take": actions.take,
    "rest": actions.rest,
    "reopen": actions.reopen,
}


@require_safe
@staff_page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Show who waits for the office, and what else was written."""
    here = workplace(request)
    if here is None:
        raise Missing
    context = {**_list(request, here.id), "thread": None}
    return render(request, "conversations/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page()
def conversation(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Show a conversation beside the inbox, or write in it."""
    if request.method != "POST":
        return _answer(request, conversation_id, AnswerForm(initial={"mode": AnswerForm.ANSWER}))
    actor, form = actor_of(request), AnswerForm(request.POST)
    ids = file_ids_of(request, form)

    def act() -> Any:
        given = form.cleaned_data
        words = {"text": given["text"], "file_ids": ids, "device_at": given["device_at"]}
        if given["mode"] == AnswerForm.NOTE:
            return actions.note(conversation_id, **words, by=actor)
        return actions.answer(conversation_id, **words, upto=given["upto"], by=actor)

    done = attempt(form, act, by=actor)
    if wants_json(request):
        return wrong(form) or JsonResponse({"id": done})
    if done is None:
        uploaded = kept_files(request, ids)
        return _answer(request, conversation_id, form, uploaded=uploaded, status=422)
    return redirect(f"{_address(request, conversation_id)}#latest")


@require_POST
@staff_page()
def move(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Take a conversation, let it rest, or take it up again."""
    act, actor = MOVES.get(request.POST.get("step", "")), actor_of(request)
    if act is None:
        raise Missing
    try:
        once(lambda: act(conversation_id, by=actor), by=actor)
    except Missing:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_address(request, conversation_id))


@require_POST
@staff_page()
def hand_over(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Give a conversation to a colleague or a department."""
    actor = actor_of(request)
    form = HandOverForm(*queries.colleagues(actor, conversation_id), request.POST)

    def act() -> Conversation:
        note = form.cleaned_data["note"]
        return actions.hand_over(conversation_id, **form.given(), note=note, by=actor)

    if attempt(form, act, by=actor) is None:
        first = AnswerForm(initial={"mode": AnswerForm.ANSWER})
        return _answer(request, conversation_id, first, hand_over_form=form, status=422)
    messages.success(request, _("Handed over, with everything that was said."))
    # Whoever gave away what was given to them alone can no longer read it.
    return redirect(_inbox_address(request))


def _answer(
    request: HttpRequest,
    conversation_id: int,
    form: AnswerForm,
    *,
    uploaded: Any = (),
    hand_over_form: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, before = actor_of(request), number(request, "before")
    thread = queries.thread(actor, conversation_id)
    items, earlier = thread.lines, thread.earlier
    if before is not None:
        found = queries.lines_before(actor, conversation_id, before)
        items, earlier = found.items, found.items[0].number if found.more else None
    beside = queries.beside(actor, thread.conversation)
    context = {
        **shown(items, thread.marks, thread.id, as_staff=True),
        **_list(request, thread.conversation.community_id),
        "open_id": thread.id,
        "thread": thread,
        "earlier": earlier,
        "past": before is not None,
        "form": form,
        "uploaded": uploaded,
        "hand_over_form": hand_over_form or _hand_over_form(actor, thread),
        "beside": beside,
        "slots": [slot for home in beside.homes[:1] for slot in home_slots(home.pk)],
    }
    return render(request, "conversations/conversation.html", context, status=status)


def _hand_over_form(actor: Actor, thread: queries.Thread) -> HandOverForm | None:
    if not thread.may & {"assign", "hand_over"}:
        return None
    return HandOverForm(*queries.colleagues(actor, thread.id))


def _list(request: HttpRequest, community_id: int) -> dict[str, Any]:
    """Return the list beside every conversation, as the address says."""
    actor = actor_of(request)
    view, words = request.GET.get("view", ""), " ".join(request.GET.get("q", "").split())
    wanted = queries.InboxFilter(
        community_id,
        view=view if view in queries.VIEWS else ("all" if words else "waiting"),
        department_id=number(request, "department"),
        words=words,
        after=request.GET.get("after", ""),
    )
    found = queries.inbox(wanted, by=actor)
    counts = queries.inbox_counts(community_id, by=actor)
    return {
        "community_id": community_id,
        "wanted": wanted,
        "found": found,
        "counts": counts,
        "views": _tabs(wanted, counts),
        "of_list": _kept(wanted),
        "now_at": timezone.now(),
        "open_id": number(request, "open"),
        "departments": queries.departments_of(community_id) if wanted.view == "department" else [],
    }


def _tabs(wanted: queries.InboxFilter, counts: queries.InboxCounts) -> list[dict[str, Any]]:
    named = [
        ("waiting", _("Unanswered"), counts.waiting),
        ("unassigned", _("Not taken"), counts.unassigned),
        ("mine", _("Mine"), counts.mine),
        ("department", _("Departments"), sum(counts.departments.values())),
        ("all", _("All"), None),
    ]
    return [
        {
            "label": label,
            "url": f"{reverse('conversations:inbox')}?{urlencode({'view': view})}",
            "current": wanted.view == view,
            "number": "99+" if how_many is not None and how_many >= ENOUGH else how_many,
        }
        for view, label, how_many in named
    ]


def _kept(wanted: queries.InboxFilter) -> str:
    """Return the end of an address that keeps the list as it is."""
    kept = {"view": wanted.view, "department": wanted.department_id, "q": wanted.words}
    return "?" + urlencode({name: value for name, value in kept.items() if value})


def _address(request: HttpRequest, conversation_id: int) -> str:
    address = reverse("conversations:conversation", args=[conversation_id])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _inbox_address(request: HttpRequest) -> str:
    address = reverse("conversations:inbox")
    return f"{address}?{request.GET.urlencode()}" if request.GET else address
