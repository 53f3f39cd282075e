"""One entry for what is off: its notice is sent, corrected and ended with it (F1, F2).

Whoever is concerned hears of it by the notice alone, whose ledger proves that they know.
"""

from typing import TYPE_CHECKING

from django.utils import timezone

from nuanlin.domains.notices import actions as notices
from nuanlin.domains.notices.actions import NoticeWords, OverWords
from nuanlin.domains.notices.audience import Audience, homes_of
from nuanlin.domains.notices.composing import Facts, compose_end, facts_of
from nuanlin.domains.notices.models import Notice, NoticeKind, NoticeState
from nuanlin.domains.notices.queries.choosing import places_in_words
from nuanlin.domains.service_desk.models import Outage
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.live.signals import touch

if TYPE_CHECKING:
    from nuanlin.domains.service_desk.actions.outages import OutageFacts


def announce(outage: Outage, facts: "OutageFacts", by: Actor) -> None:
    """Write the notice of what is off, and send it as far as its rule lets it go out now.

    What lies ahead may need a second look or come too late: it waits at the desk then. Nothing is
    written where no home is.
    """
    audience = _audience(facts)
    if not homes_of(audience, outage.community_id).exists():
        return
    draft = notices.save_draft(outage.community_id, words=_words(outage, audience), by=by)
    outage.notice = draft
    outage.save(update_fields=["notice"])
    _send(draft, by)


def tell_change(outage: Outage, facts: "OutageFacts", by: Actor) -> None:
    """Correct the notice for those who got it, and tell homes that are concerned besides."""
    notice = outage.notice
    if notice is None:
        announce(outage, facts, by)
        return
    words = _words(outage, _audience(facts))
    if notice.state == NoticeState.RUNNING:
        outage.notice = notices.correct(notice.pk, words=words, wider=words.audience, by=by)
        outage.save(update_fields=["notice"])
    elif notice.state in (NoticeState.DRAFT, NoticeState.IN_REVIEW, NoticeState.SCHEDULED):
        changed = notices.save_draft(outage.community_id, words=words, notice_id=notice.pk, by=by)
        _send(changed, by)


def tell_end(outage: Outage, by: Actor) -> None:
    """Tell those who got the notice that it is over; one that has not gone out is withdrawn."""
    notice = outage.notice
    if notice is None:
        return
    if notice.state == NoticeState.RUNNING:
        said = compose_end(facts_of(notice), notice.title, notice.title_en)
        words = OverWords(said.title, said.text, said.brief, said.title_en, said.text_en)
        notices.end_notice(notice.pk, words=words, by=by)
    elif notice.state not in (NoticeState.ENDED, NoticeState.WITHDRAWN):
        notices.withdraw(notice.pk, by=by)


def end_with_notice(event: Event) -> None:
    """The desk said at the notice that it is over, or withdrew it: so it is with what was off."""
    for outage in Outage.objects.filter(notice=event.subject_id, ended_at__isnull=True):
        outage.ended_at = timezone.now()
        outage.save(update_fields=["ended_at"])
        touch(f"desk:{outage.community_id}")


def follow_correction(event: Event) -> None:
    """The desk corrected the notice: what was off is back when the correction says."""
    later = Notice.objects.get(pk=event.data["correction"])
    for outage in Outage.objects.filter(notice=event.subject_id, ended_at__isnull=True):
        outage.notice = later
        if later.until is None or later.until > outage.starts_at:
            outage.expected_until = later.until
        outage.save(update_fields=["notice", "expected_until"])
        touch(f"desk:{outage.community_id}")


def _send(draft: Notice, by: Actor) -> None:
    try:
        notices.send_notice(draft.pk, by=by)
    except Refusal as refusal:
        if refusal.code == "second_look_missing":
            notices.ask_second_look(draft.pk, by=by)


def _words(outage: Outage, audience: Audience) -> NoticeWords:
    begun = outage.begun(timezone.now())
    facts = Facts(
        kind=NoticeKind.SUDDEN_OUTAGE if begun else NoticeKind.PLANNED_OUTAGE,
        where=lambda: places_in_words(audience, outage.community_id),
        affair=outage.kind,
        starts_at=outage.starts_at,
        until=outage.expected_until,
        what_to_do=outage.words,
        ask_whom=outage.community.hotline,
        office=outage.community.office_name,
    )
    return NoticeWords.composed(facts, audience)


def _audience(facts: "OutageFacts") -> Audience:
    return Audience(
        whole=facts.whole,
        building_ids=[] if facts.whole else facts.building_ids,
        entrance_ids=[] if facts.whole else facts.entrance_ids,
        floors=[] if facts.whole else facts.floors,
        plates=[] if facts.whole else facts.plates,
    )
