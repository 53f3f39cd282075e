"""The office's side of notices through the API: written, sent, corrected, ended (F1-F3)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Status

from nuanlin.domains.notices import actions, policy
from nuanlin.domains.notices.actions import OverWords
from nuanlin.domains.notices.api.routing import router
from nuanlin.domains.notices.api.schemas import (
    AudienceIn,
    AudienceOut,
    NoticeFacts,
    NoticeIn,
    NoticeOut,
    NoticeRepeatingIn,
    NoticeSaid,
    NoticeSendingIn,
    NoticesOut,
    NoticeTerms,
)
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.composing import compose_end, facts_of
from nuanlin.domains.notices.models import Notice, NoticeKind
from nuanlin.domains.notices.queries import choosing, office
from nuanlin.domains.notices.rules import all_terms
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Cursor, Id


@router.get("communities/{int:community_id}/notices", response=NoticesOut)
def list_notices(request: HttpRequest, community_id: Id, after: Cursor = "") -> Any:
    """Notices of a community, the earliest first."""
    return office.notices_after(community_id, actor_of(request), after)


@router.post("communities/{int:community_id}/notices", response={201: NoticeOut})
def write_notice(request: HttpRequest, community_id: Id, sent: NoticeIn) -> Any:
    """Write a notice; nobody is told yet (F1)."""
    by = actor_of(request)
    words = sent.words(sent.kind, sent.audience.chosen(), community_id, _office(by, community_id))
    made = once(lambda: actions.save_draft(community_id, words=words, by=by), by=by)
    return Status(201, office.notice_in_office(made, by))


@router.post("communities/{int:community_id}/notice-audience", response=AudienceOut)
def count_notice_audience(request: HttpRequest, community_id: Id, sent: AudienceIn) -> Any:
    """How many homes and people an audience has; changes nothing."""
    policy.at_work_in(actor_of(request), community_id)
    return choosing.chosen_by(sent.chosen(), community_id, drawn=False)


@router.get("notices/{int:notice_id}", response=NoticeOut)
def read_notice(request: HttpRequest, notice_id: Id) -> Any:
    """A notice as the office reads it."""
    return office.notice_in_office(notice_id, actor_of(request))


@router.put("notices/{int:notice_id}", response=NoticeOut)
def rewrite_notice(request: HttpRequest, notice_id: Id, sent: NoticeIn) -> Any:
    """Say all anew in a notice that has not gone out."""
    by = actor_of(request)
    here = office.notice_in_office(notice_id, by).community_id
    words = sent.words(sent.kind, sent.audience.chosen(), here, _office(by, here))
    return _done(lambda: actions.save_draft(here, words=words, notice_id=notice_id, by=by), by)


@router.delete("notices/{int:notice_id}/files/{uuid:file_id}", response=NoticeOut)
def remove_notice_file(request: HttpRequest, notice_id: Id, file_id: UUID) -> Any:
    """Take a file off a notice that has not gone out (F1)."""
    by = actor_of(request)
    return _done(lambda: actions.remove_file(notice_id, file_id=file_id, by=by), by)


@router.post("notices/{int:notice_id}/look", response=NoticeOut)
def ask_look_at_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Ask a colleague to look at it."""
    by = actor_of(request)
    return _done(lambda: actions.ask_second_look(notice_id, by=by), by)


@router.post("notices/{int:notice_id}/approval", response=NoticeOut)
def approve_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Say, as another than its author, that it is right."""
    by = actor_of(request)
    return _done(lambda: actions.approve(notice_id, by=by), by)


@router.post("notices/{int:notice_id}/return", response=NoticeOut)
def give_back_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Give it back to its author to be changed."""
    by = actor_of(request)
    return _done(lambda: actions.give_back(notice_id, by=by), by)


@router.post("notices/{int:notice_id}/sending", response=NoticeOut)
def send_notice(request: HttpRequest, notice_id: Id, sent: NoticeSendingIn) -> Any:
    """Send it now, or let it go out at a time (F1)."""
    by, late = actor_of(request), sent.late_reason
    at = sent.send_at
    if at is None:
        return _done(lambda: actions.send_notice(notice_id, late_reason=late, by=by), by)
    return _done(
        lambda: actions.schedule_notice(notice_id, send_at=at, late_reason=late, by=by), by
    )


@router.post("notices/{int:notice_id}/correction", response={201: NoticeOut})
def correct_notice(request: HttpRequest, notice_id: Id, sent: NoticeFacts) -> Any:
    """Send a correction to exactly those it went to; returns the correction."""
    by = actor_of(request)
    first = office.notice_in_office(notice_id, by)
    words = sent.words(
        first.kind,
        Audience.of_json(first.audience),
        first.community_id,
        _office(by, first.community_id),
    )
    return Status(201, _done(lambda: actions.correct(notice_id, words=words, by=by), by))


@router.post("notices/{int:notice_id}/end", response={201: NoticeOut})
def end_notice(request: HttpRequest, notice_id: Id, sent: NoticeSaid) -> Any:
    """Say that it is over to exactly those it went to; returns what was said (F2)."""
    by = actor_of(request)
    first = office.notice_in_office(notice_id, by)
    words = OverWords(**sent.said(compose_end(facts_of(first), first.title, first.title_en)))
    return Status(201, _done(lambda: actions.end_notice(notice_id, words=words, by=by), by))


@router.post("notices/{int:notice_id}/withdrawal", response=NoticeOut)
def withdraw_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Take it back: what has not left stays, residents read it no more."""
    by = actor_of(request)
    return _done(lambda: actions.withdraw(notice_id, by=by), by)


@router.post("notices/{int:notice_id}/posters", response=NoticeOut)
def hang_notice_posters(request: HttpRequest, notice_id: Id) -> Any:
    """Note that posters hang for the homes that do not know yet; they reach nobody by it."""
    by = actor_of(request)
    return _done(lambda: actions.hang_poster(notice_id, by=by), by)


@router.post("notices/{int:notice_id}/repeating", response=NoticeOut)
def repeat_notice(request: HttpRequest, notice_id: Id, sent: NoticeRepeatingIn) -> Any:
    """Let it come again by itself."""
    by = actor_of(request)
    return _done(lambda: actions.repeat_notice(notice_id, **sent.dict(), by=by), by)


@router.post("notices/{int:notice_id}/repeating/end", response=NoticeOut)
def stop_repeating_notice(request: HttpRequest, notice_id: Id) -> Any:
    """Let it come again no more."""
    by = actor_of(request)
    return _done(lambda: actions.stop_repeating(notice_id, by=by), by)


@router.get("communities/{int:community_id}/notice-rules", response=dict[str, NoticeTerms])
def list_notice_rules(request: HttpRequest, community_id: Id) -> Any:
    """How each kind of notice goes out."""
    policy.at_work_in(actor_of(request), community_id)
    return {str(kind): terms.as_json() for kind, terms in all_terms(community_id).items()}


@router.put("communities/{int:community_id}/notice-rules/{notice_kind}", response=NoticeTerms)
def set_notice_rule(
    request: HttpRequest, community_id: Id, notice_kind: NoticeKind, sent: NoticeTerms
) -> Any:
    """Set how a kind of notice goes out; those that run keep what they began with."""
    by = actor_of(request)
    kind, terms = notice_kind.value, sent.chosen()
    once(lambda: actions.set_rule(community_id, kind=kind, terms=terms, by=by), by=by)
    return all_terms(community_id)[kind].as_json()


def _done(act: Callable[[], Notice], by: Actor) -> Notice:
    return office.notice_in_office(once(act, by=by), by)


def _office(by: Actor, community_id: int) -> str:
    """Return how the office signs. Raises Missing where the actor does not work."""
    for place in by.workplaces:
        if place.id == community_id:
            return place.office
    raise Missing
