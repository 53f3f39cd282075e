"""The resident's page: one conversation with the office (I2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nuanlin.domains.conversations import actions, queries
from nuanlin.domains.conversations.forms import WordsForm
from nuanlin.domains.conversations.spoken import number, shown
from nuanlin.foundation.accounts.gates import actor_of, signed_in
from nuanlin.foundation.audit.answering import wants_json, wrong
from nuanlin.foundation.audit.attempts import attempt
from nuanlin.foundation.files.sent import file_ids_of, kept_files

ABOUT = 40


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_talk(request: HttpRequest) -> HttpResponse:
    """Show the conversation with the office, or write to it."""
    actor = actor_of(request)
    page = queries.my_page(actor, number(request, "community"))
    if request.method != "POST":
        return _answer(request, page, WordsForm(initial={"text": _about(request)}))
    form = WordsForm(request.POST)
    ids = file_ids_of(request, form)
    done = attempt(
        form,
        lambda: actions.say(
            community_id=page.community_id,
            text=form.cleaned_data["text"],
            file_ids=ids,
            device_at=form.cleaned_data["device_at"],
            by=actor,
        ),
        by=actor,
    )
    if wants_json(request):
        return wrong(form) or JsonResponse({"id": done})
    if done is None:
        return _answer(request, page, form, uploaded=kept_files(request, ids), status=422)
    return redirect(f"{_address(page)}#latest")


def _answer(
    request: HttpRequest,
    page: queries.MyPage,
    form: WordsForm,
    *,
    uploaded: Any = (),
    status: int = 200,
) -> HttpResponse:
    actor, before = actor_of(request), number(request, "before")
    items, earlier = page.lines, page.earlier
    if before is not None and page.id is not None:
        found = queries.lines_before(actor, page.id, before)
        items, earlier = found.items, found.items[0].number if found.more else None
    context = {
        **shown(items, page.marks, page.id, as_staff=False),
        "page": page,
        "earlier": earlier,
        "past": before is not None,
        "address": _address(page),
        "form": form,
        "uploaded": uploaded,
        "others": queries.my_conversations(actor),
    }
    return render(request, "conversations/my_talk.html", context, status=status)


def _address(page: queries.MyPage) -> str:
    return f"{reverse('conversations:my_talk')}?community={page.community_id}"


def _about(request: HttpRequest) -> str:
    """Return the words to begin with where a page sent the reader here about something."""
    about = " ".join(request.GET.get("about", "").split())[:ABOUT]
    return _("About %(what)s: ") % {"what": about} if about else ""
