"""What follows a notice goes to exactly its homes: a correction, its end; or it is withdrawn."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices import reaching, sending
from nuanlin.domains.notices.actions.drafting import NoticeWords, add_files, fill_in
from nuanlin.domains.notices.actions.sending import UNSENT, hold, start
from nuanlin.domains.notices.audience import Audience
from nuanlin.domains.notices.composing import WORDS, Composed, compose_withdrawal
from nuanlin.domains.notices.models import Notice, NoticeState, Reach, Relation
from nuanlin.domains.notices.rules import Step, Terms
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

# How long "it is over" stands on the pages of those concerned.
OVER_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OverWords:
    """How the end of a notice is told."""

    title: str
    text: str
    brief: str
    title_en: str = ""
    text_en: str = ""


@transaction.atomic
def correct(
    notice_id: int, *, words: NoticeWords, by: Actor, wider: Audience | None = None
) -> Notice:
    """Send a correction to exactly those a notice went to; the notice itself ends (F1).

    The choice of homes in ``words`` is not used; those of ``wider`` are told besides, if it is
    given. Raises Missing, Refusal.
    """
    first = hold_running(notice_id, by)
    later = _after(first, Relation.CORRECTION, by)
    fill_in(later, words)
    later.kind = first.kind
    if wider is not None:
        later.audience = wider.as_json()
    terms = replace(Terms.of_json(first.terms), second_person=False, lead_hours=0)
    start(later, terms, by)
    add_files(later, words, by)
    _stop(first, NoticeState.ENDED, "notice.corrected", by, correction=later.pk)
    return later


@transaction.atomic
def end_notice(notice_id: int, *, words: OverWords, by: Actor) -> Notice:
    """Say that it is over to exactly those a notice went to; nobody is told of it any more (F2).

    Raises Missing, Refusal.
    """
    first = hold_running(notice_id, by)
    if first.is_last_word:
        raise Refusal("already_done", _("This already says that it is over."))
    later = _last_word(
        first, Relation.END, words, sending.terms_of_end(Terms.of_json(first.terms)), by
    )
    _stop(first, NoticeState.ENDED, "notice.ended", by)
    return later


@transaction.atomic
def withdraw(notice_id: int, *, by: Actor) -> Notice:
    """Take back a notice: what has not left stays here, residents read it no more.

    Those who got it are told so; to whom nothing had left, nothing is said. Raises Missing,
    Refusal once it has ended.
    """
    notice = hold(notice_id, by)
    if notice.state not in (*UNSENT, NoticeState.RUNNING):
        raise Refusal("already_done", _("This has ended already."))
    running = notice.state == NoticeState.RUNNING
    _stop(notice, NoticeState.WITHDRAWN, "notice.withdrawn", by)
    if running and not notice.is_last_word and sending.homes_that_got(notice):
        words, terms = compose_withdrawal(notice), _terms_of_withdrawal(notice)
        _last_word(notice, Relation.WITHDRAWAL, words, terms, by)
    return notice


def expire() -> int:
    """End what is shown no longer; return how many. Nobody is told."""
    past = Notice.objects.filter(state=NoticeState.RUNNING, expires_at__lte=timezone.now())
    ended = 0
    for key in past.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            notice = hold(key, SYSTEM)
            if notice.state == NoticeState.RUNNING:
                _stop(notice, NoticeState.ENDED, "notice.expired", SYSTEM)
                ended += 1
    return ended


def _last_word(
    first: Notice, relation: Relation, words: OverWords | Composed, terms: Terms, by: Actor
) -> Notice:
    later = _after(first, relation, by)
    for name in WORDS:
        setattr(later, name, getattr(words, name))
    # What was to be done, and why, holds no more.
    later.reason = later.what_to_do = ""
    later.starts_at = later.until = None
    later.pinned, later.expires_at = False, timezone.now() + OVER_FOR
    return start(later, terms, by)


def _terms_of_withdrawal(first: Notice) -> Terms:
    """Return how it goes out: at once by all ways that the notice itself went."""
    terms = sending.terms_of_end(Terms.of_json(first.terms))
    went = first.attempts.exclude(way__in=sending.BY_HAND).order_by("way")
    ways = tuple(went.values_list("way", flat=True).distinct()) or terms.ladder[0].ways
    return replace(terms, ladder=(Step(ways, 0),))


def hold_running(notice_id: int, by: Actor) -> Notice:
    """Return a running notice of the actor's desk, locked. Raises Missing, Refusal."""
    notice = hold(notice_id, by)
    if notice.state != NoticeState.RUNNING:
        raise Refusal("not_running", _("This is not running any more."))
    return notice


def _after(first: Notice, relation: Relation, by: Actor) -> Notice:
    copied = ("community_id", "kind", "affair", "reason", "starts_at", "until", "what_to_do",
              "ask_whom", "audience", "pinned", "public")  # fmt: skip
    return Notice(
        **{name: getattr(first, name) for name in copied},
        follows=first,
        relation=relation,
        author_id=by.staff_id,
    )


def _stop(notice: Notice, state: NoticeState, verb: str, by: Actor, **data: int) -> None:
    """Let a notice run no longer: nobody is taken to the next way, what has not left stays."""
    notice.state, notice.ended_at = state, timezone.now()
    notice.save(update_fields=["state", "ended_at"])
    lines = Reach.objects.filter(notice=notice)
    lines.filter(next_at__isnull=False).update(next_at=None)
    reaching.drop(list(lines.values_list("pk", flat=True)))
    record(verb, subject=notice, by=by, community_id=notice.community_id, data=data)
    touch(f"notice:{notice.pk}", f"notices:{notice.community_id}")
