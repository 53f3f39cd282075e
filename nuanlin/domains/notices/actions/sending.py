"""A notice goes out: now, at a time, or late with a superior's reason (F1, F3)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.notices import policy, sending
from nuanlin.domains.notices.models import Notice, NoticeState, Reach
from nuanlin.domains.notices.not_sent import tell_not_sent
from nuanlin.domains.notices.rules import Terms, terms_of
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.live.signals import touch
from nuanlin.foundation.service_language.sending import wording_of
from nuanlin.lib import clock

UNSENT = (NoticeState.DRAFT, NoticeState.IN_REVIEW, NoticeState.SCHEDULED)

# What is scheduled for the last possible moment leaves some moments after it.
GRACE = timedelta(minutes=15)


@transaction.atomic
def send_notice(notice_id: int, *, by: Actor, late_reason: str = "") -> Notice:
    """Send a notice now to the homes it concerns at this moment (F1).

    Raises Missing, Refusal: not looked at by a second person, later than the rule allows without
    a superior's reason, to nobody, or sent before.
    """
    notice = hold(notice_id, by)
    terms = ready_to_leave(notice, timezone.now(), late_reason, by)
    return start(notice, terms, by)


@transaction.atomic
def schedule_notice(
    notice_id: int, *, send_at: datetime, by: Actor, late_reason: str = ""
) -> Notice:
    """Let a notice go out by itself at ``send_at``; who is concerned is decided then (F1).

    Raises Missing, Refusal as ``send_notice`` does, or for a time that has passed.
    """
    notice = hold(notice_id, by)
    if send_at <= timezone.now():
        raise Refusal("time_passed", _("Please choose a time to come."), field="send_at")
    ready_to_leave(notice, send_at, late_reason, by)
    notice.state, notice.send_at = NoticeState.SCHEDULED, send_at
    notice.save(update_fields=["state", "send_at", "late_reason", "late_by"])
    record("notice.scheduled", subject=notice, by=by, community_id=notice.community_id)
    touch(f"notices:{notice.community_id}")
    return notice


def send_due() -> int:
    """Send what is scheduled for a moment that has come; return how many. Each by itself."""
    due = Notice.objects.filter(state=NoticeState.SCHEDULED, send_at__lte=timezone.now())
    return sum(_send_scheduled(key) for key in due.order_by("send_at").values_list("pk", flat=True))


@transaction.atomic
def _send_scheduled(notice_id: int) -> bool:
    notice = _held(notice_id)
    if notice.state != NoticeState.SCHEDULED:
        return False
    now, due = timezone.now(), notice.send_at
    return leave_by_itself(notice, now if due is None or now > due + GRACE else due)


def leave_by_itself(notice: Notice, at: datetime) -> bool:
    """Send a notice without anybody there to ask; what may not leave goes back to its author.

    Returns whether it left. Its author and who looked at it are told why it did not.
    """
    try:
        with transaction.atomic():
            start(notice, ready_to_leave(notice, at, "", SYSTEM), SYSTEM)
    except Refusal as refusal:
        back = Notice.objects.select_related("author", "reviewer").get(pk=notice.pk)
        back.state, back.send_at = NoticeState.DRAFT, None
        back.save(update_fields=["state", "send_at"])
        event = record(
            "notice.not_sent", subject=back, by=SYSTEM, community_id=back.community_id,
            data={"why": refusal.code},
        )  # fmt: skip
        tell_not_sent(event.pk, back, refusal.code)
        touch(f"notice:{back.pk}", f"notices:{back.community_id}")
        return False
    return True


def hold(notice_id: int, by: Actor) -> Notice:
    """Return a notice of the actor's desk, locked. Raises Missing."""
    notice = _held(notice_id)
    if not policy.may_write(by, notice.community_id):
        raise Missing
    return notice


def ready_to_leave(notice: Notice, at: datetime, late_reason: str, by: Actor) -> Terms:
    """Return how the notice is carried out if it may leave at ``at``; keep why it leaves late.

    Raises Refusal.
    """
    if notice.state not in UNSENT:
        raise Refusal("already_sent", _("This has gone out already."))
    terms = terms_of(notice.community_id, notice.kind)
    if terms.second_person and notice.reviewer_id is None:
        raise Refusal(
            "second_look_missing", _("Please let a colleague look at it before it goes out.")
        )
    _in_time(notice, terms, at, late_reason, by)
    return terms


def start(notice: Notice, terms: Terms, by: Actor) -> Notice:
    """Freeze whom it concerns, tell them by the first step, and record it. Raises Refusal."""
    now = timezone.now()
    notice.terms = terms.as_json()
    notice.state, notice.sent_at = NoticeState.RUNNING, now
    notice.save()
    notice.homes, notice.people = sending.freeze(notice, now)
    if not notice.homes:
        raise Refusal("nobody", _("Please say which homes it concerns."), field="audience")
    notice.save(update_fields=["homes", "people"])
    event = record(
        "notice.sent", subject=notice, by=by, community_id=notice.community_id,
        data={"homes": notice.homes, **wording_of(notice.text, notice.community_id)},
    )  # fmt: skip
    reaches = list(Reach.objects.filter(notice=notice).values_list("pk", flat=True))
    sending.climb(notice, reaches, 0, event.pk)
    touch(f"notice:{notice.pk}", f"notices:{notice.community_id}")
    return notice


def _in_time(notice: Notice, terms: Terms, at: datetime, late_reason: str, by: Actor) -> None:
    if not terms.lead_hours:
        return
    if notice.starts_at is None:
        raise Refusal("begin_missing", _("Please say from when it is."), field="starts_at")
    if at + timedelta(hours=terms.lead_hours) <= notice.starts_at or notice.late_reason:
        return
    if not policy.may_set_rules(by, notice.community_id):
        latest = clock.told(notice.starts_at - timedelta(hours=terms.lead_hours))
        raise Refusal(
            "too_late",
            _("This should have gone out by %(when)s. A manager can send it with a reason.")
            % {"when": latest},
        )
    if not late_reason.strip():
        raise Refusal(
            "late_reason_missing",
            _("Please say why it goes out later than it should."),
            field="late_reason",
        )
    notice.late_reason, notice.late_by_id = late_reason.strip()[:200], by.staff_id


def _held(notice_id: int) -> Notice:
    # Not against readers of its key: ledger lines and attempts are written meanwhile.
    notice = Notice.objects.filter(pk=notice_id).select_for_update(no_key=True).first()
    if notice is None:
        raise Missing
    return notice
