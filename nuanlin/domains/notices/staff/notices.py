"""Notices at the desk: written, looked at, sent, corrected, ended, withdrawn (F1-F3)."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nuanlin.domains.notices import actions, policy
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.composing import (
    WORDS,
    Facts,
    compose,
    compose_end,
    facts_of,
    period,
)
from nuanlin.domains.notices.forms.notice import (
    FactsForm,
    NoticeForm,
    OverForm,
    RepeatForm,
    SendForm,
    as_typed,
)
from nuanlin.domains.notices.models import Notice
from nuanlin.domains.notices.not_sent import why_not
from nuanlin.domains.notices.queries import choosing, office
from nuanlin.domains.notices.rules import Terms, terms_of
from nuanlin.foundation.accounts.actors import Actor, Workplace
from nuanlin.foundation.accounts.gates import actor_of, signed_in, staff_page
from nuanlin.foundation.accounts.workplaces import workplace
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files import serving
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.files.sent import file_ids_of, kept_files

STANDS = [
    ("", pgettext_lazy("notices", "All")),
    ("running", pgettext_lazy("notices", "Running")),
    ("waiting", pgettext_lazy("notices", "Not sent yet")),
    ("past", pgettext_lazy("notices", "Past")),
]


@require_safe
@staff_page()
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices of the community at hand, the latest first."""
    here, actor = here_of(request), actor_of(request)
    stands = request.GET.get("stands", "")
    context = {
        "here": here,
        "rows": office.notices_of(here.id, actor, stands),
        "tabs_shown": [
            {"label": label, "url": f"?stands={key}" if key else "?", "current": key == stands}
            for key, label in STANDS
        ],
        "may": policy.may_write(actor, here.id),
        "may_set_rules": policy.may_set_rules(actor, here.id),
    }
    return render(request, "notices/staff/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.WRITERS)
def new_notice(request: HttpRequest) -> HttpResponse:
    """Write a notice."""
    here = here_of(request)
    return _written(request, here.id, here.office, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.WRITERS)
def change_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Change a notice that has not gone out yet."""
    found = to_write(request, notice_id)
    return _written(request, found.community_id, found.community.office_name, found)


@require_safe
@staff_page(*policy.WRITERS)
def whom(request: HttpRequest) -> HttpResponse:
    """Answer with how many homes and people are chosen so far, drawn on their buildings."""
    here = here_of(request)
    form = NoticeForm(request.GET, buildings=choosing.buildings_with_entrances(here.id))
    form.is_valid()
    chosen = choosing.chosen_by(form.audience(), here.id)
    return render(request, "notices/staff/_whom.html", {"chosen": chosen})


@require_safe
@staff_page()
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice as phone, SMS and paper show it, with its story and what may be done."""
    found = office.notice_in_office(notice_id, actor_of(request))
    return _shown(request, found, SendForm(), RepeatForm())


@require_POST
@staff_page(*policy.WRITERS)
def send(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send a notice now, or let it go out at a time."""
    actor, form = actor_of(request), SendForm(request.POST)

    def act() -> Notice:
        given = form.cleaned_data
        late_reason = given["late_reason"]
        if given["send_at"]:
            return actions.schedule_notice(
                notice_id, send_at=given["send_at"], late_reason=late_reason, by=actor
            )
        return actions.send_notice(notice_id, late_reason=late_reason, by=actor)

    if attempt(form, act, by=actor) is not None:
        messages.success(request, _("Done. Whoever is concerned is told at the time you chose."))
        return redirect("notices:notice", notice_id)
    found = office.notice_in_office(notice_id, actor)
    return _shown(request, found, form, RepeatForm(), status=422)


@require_POST
@staff_page(*policy.WRITERS)
def repeat(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Let a notice come again by itself."""
    actor, form = actor_of(request), RepeatForm(request.POST)
    done = attempt(
        form, lambda: actions.repeat_notice(notice_id, **form.cleaned_data, by=actor), by=actor
    )
    if done is not None:
        messages.success(request, _("It comes again by itself."))
        return redirect("notices:notice", notice_id)
    found = office.notice_in_office(notice_id, actor)
    return _shown(request, found, SendForm(), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.WRITERS)
def correct(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Send a correction to exactly those a notice went to."""
    actor, found = actor_of(request), to_write(request, notice_id)
    form = FactsForm(_filled(request), initial=as_typed(found) | dict.fromkeys(WORDS, ""))
    ids: list[str] = []
    if form.is_bound and form.is_valid():
        ids = file_ids_of(request, form)
        words = form.words(compose(replace(facts_of(found), **form.about())), file_ids=ids)
        done = attempt(form, lambda: actions.correct(notice_id, words=words, by=actor), by=actor)
        if done is not None:
            messages.success(request, _("The correction goes to exactly those."))
            return redirect("notices:notice", done)
    status = 422 if form.is_bound else 200
    context = {"form": form, "notice": found, "uploaded": kept_files(request, ids)}
    return render(request, "notices/staff/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*policy.WRITERS)
def over(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Say that it is over to exactly those a notice went to."""
    actor, found = actor_of(request), to_write(request, notice_id)
    said = compose_end(facts_of(found), found.title, found.title_en)
    form = OverForm(typed(request), initial={name: getattr(said, name) for name in WORDS})
    if form.is_bound:
        done = attempt(
            form,
            lambda: actions.end_notice(notice_id, words=form.over(said), by=actor),
            by=actor,
        )
        if done is not None:
            messages.success(request, _("Said to exactly those who had been told."))
            return redirect("notices:notice", done)
    status = 422 if form.is_bound else 200
    return render(
        request, "notices/staff/over.html", {"form": form, "notice": found}, status=status
    )


def _step(act: Callable[..., Notice], told: Any) -> Callable[[HttpRequest, int], HttpResponseBase]:
    """Return the door of one press of a button."""

    @require_POST
    @staff_page(*policy.WRITERS)
    def door(request: HttpRequest, notice_id: int) -> HttpResponse:
        actor = actor_of(request)
        try:
            once(lambda: act(notice_id, by=actor), by=actor)
            messages.success(request, told)
        except Missing:
            raise
        except Refusal as refusal:
            messages.info(request, refusal.sentence)
        return redirect("notices:notice", notice_id)

    return door


ask_look = _step(actions.ask_second_look, lazy("A colleague can look at it now."))
approve = _step(actions.approve, lazy("Thank you. It may go out now."))
give_back = _step(actions.give_back, lazy("Given back to be changed."))
withdraw = _step(actions.withdraw, lazy("Withdrawn. Residents do not read it any more."))
hang_poster = _step(actions.hang_poster, lazy("Kept: the posters hang."))
stop_repeating = _step(actions.stop_repeating, lazy("It does not come again any more."))


@require_POST
@staff_page(*policy.WRITERS)
def remove_file(request: HttpRequest, notice_id: int, file_id: uuid.UUID) -> HttpResponseBase:
    """Take a file off a notice that has not gone out."""

    def act(notice_id: int, *, by: Actor) -> Notice:
        return actions.remove_file(notice_id, file_id=file_id, by=by)

    return _step(act, lazy("Taken off."))(request, notice_id)


@require_safe
@signed_in
def file(request: HttpRequest, notice_id: int, file_id: uuid.UUID) -> HttpResponseBase:
    """Show a picture or a document of a notice to whoever reads it."""
    found = office.file_of(actor_of(request), notice_id, file_id)
    return serving.answer(found, thumbnail=request.GET.get("size") == "thumb", request=request)


def here_of(request: HttpRequest) -> Workplace:
    """Return the community at hand. Raises Missing."""
    here = workplace(request)
    if here is None:
        raise Missing
    return here


def to_write(request: HttpRequest, notice_id: int) -> Notice:
    """Return a notice that the actor may write. Raises Missing."""
    found = office.notice_in_office(notice_id, actor_of(request))
    if not policy.may_write(actor_of(request), found.community_id):
        raise Missing
    return found


def _filled(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; "compose anew" empties the words."""
    given = typed(request)
    if given is None or "anew" not in given:
        return given
    given = given.copy()
    for name in WORDS:
        given[name] = ""
    return given


def _written(
    request: HttpRequest, community_id: int, office_name: str, found: Notice | None
) -> HttpResponse:
    actor = actor_of(request)
    buildings = choosing.buildings_with_entrances(community_id)
    form = NoticeForm(_filled(request), request.FILES or None, buildings=buildings, notice=found)
    ids: list[str] = []
    if form.is_bound and form.is_valid():
        audience = form.audience()
        ids = file_ids_of(request, form)
        facts = Facts(
            where=lambda: choosing.places_in_words(audience, community_id),
            office=office_name,
            **form.about(),
        )
        words = form.words(compose(facts), file_ids=ids)
        done = attempt(
            form,
            lambda: actions.save_draft(
                community_id,
                words=words,
                notice_id=found.pk if found is not None else None,
                by=actor,
            ),
            by=actor,
        )
        if done is not None:
            return redirect("notices:notice", done)
    context = {
        "form": form,
        "notice": found,
        "uploaded": kept_files(request, ids),
        "chosen": choosing.chosen_by(_chosen_so_far(form, found), community_id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "notices/staff/write.html", context, status=status)


def _chosen_so_far(form: NoticeForm, found: Notice | None) -> Audience:
    if form.is_bound:
        return form.audience()
    return Audience.of_json(found.audience) if found is not None else Audience()


def shown_file(found: Notice, file: StoredFile) -> dict[str, Any]:
    """Return a file of a notice as a strip of pictures shows it."""
    url = reverse("notices:file", args=[found.pk, file.pk])
    small = f"{url}?size=thumb" if file.thumbnail_path else ""
    return {"id": file.pk, "url": url, "thumbnail_url": small, "name": file.name}


def _shown(
    request: HttpRequest,
    found: Notice,
    send_form: SendForm,
    repeat_form: RepeatForm,
    *,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    audience = Audience.of_json(found.audience)
    kept = Terms.of_json(found.terms) if found.terms else None
    story = office.story_of(found)
    why = story[0].why if story else ""
    context = {
        "notice": found,
        "period": period(found.starts_at, found.until),
        "where": choosing.places_in_words(audience, found.community_id),
        "chosen": None if found.sent_at else choosing.chosen_by(audience, found.community_id),
        "terms": kept or terms_of(found.community_id, found.kind),
        "story": story,
        "not_sent": why_not(found, why) if why else "",
        "photos": [shown_file(found, file) for file in office.files_of(found)],
        "send_form": send_form,
        "repeat_form": repeat_form,
        "may": policy.may_write(actor, found.community_id),
        "own": actor.staff_id is not None and actor.staff_id == found.author_id,
    }
    return render(request, "notices/staff/notice.html", context, status=status)
