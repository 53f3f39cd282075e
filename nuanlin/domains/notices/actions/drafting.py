"""A notice is written, looked at by a second person, and given back (F1)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.notices import policy, second_look
from nuanlin.domains.notices.actions.sending import UNSENT, hold
from nuanlin.domains.notices.audience import Audience, unknown_plates
from nuanlin.domains.notices.composing import ABOUT, Facts, compose
from nuanlin.domains.notices.models import Notice, NoticeFile, NoticeState
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.actions import attach, discard
from nuanlin.foundation.live.signals import touch


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """What a notice says, and to whom."""

    kind: str
    title: str
    text: str
    brief: str
    audience: Audience = field(default_factory=Audience)
    affair: str = ""
    title_en: str = ""
    text_en: str = ""
    reason: str = ""
    starts_at: datetime | None = None
    until: datetime | None = None
    what_to_do: str = ""
    ask_whom: str = ""
    pinned: bool = False
    public: bool = False
    expires_at: datetime | None = None
    # Pictures and documents, kept before and not attached to anything yet.
    file_ids: Sequence[str] = ()

    @classmethod
    def composed(cls, facts: Facts, audience: Audience) -> "NoticeWords":
        """Return what a notice says if nobody edits it."""
        about = {name: getattr(facts, name) for name in ABOUT}
        return cls(**about, **asdict(compose(facts)), audience=audience)


@transaction.atomic
def save_draft(
    community_id: int, *, words: NoticeWords, by: Actor, notice_id: int | None = None
) -> Notice:
    """Keep a notice that is being written, a new one or ``notice_id`` (F1).

    Whoever had looked at it before has to look again. Raises Missing, Refusal for missing words,
    crossed times, doors nobody knows, or once it has gone out.
    """
    if not policy.may_write(by, community_id):
        raise Missing
    notice = Notice(community_id=community_id) if notice_id is None else hold(notice_id, by)
    if notice.community_id != community_id:
        raise Missing
    if notice.state not in UNSENT:
        raise Refusal("already_sent", _("This has gone out already. Please send a correction."))
    fill_in(notice, words)
    notice.audience = words.audience.as_json()
    notice.state, notice.send_at = NoticeState.DRAFT, None
    notice.author_id, notice.reviewer_id = by.staff_id, None
    notice.save()
    add_files(notice, words, by)
    verb = "notice.drafted" if notice_id is None else "notice.changed"
    _record(verb, notice, by)
    return notice


@transaction.atomic
def ask_second_look(notice_id: int, *, by: Actor) -> Notice:
    """Ask a colleague to look at a draft before it goes out."""
    notice = hold(notice_id, by)
    if notice.state != NoticeState.DRAFT:
        raise Refusal("already_done", _("This is not a draft any more."))
    notice.state = NoticeState.IN_REVIEW
    notice.save(update_fields=["state"])
    second_look.tell_of_look(_record("notice.look_asked", notice, by), notice)
    return notice


@transaction.atomic
def approve(notice_id: int, *, by: Actor) -> Notice:
    """Say, as another than its author, that a notice is right; it may go out then."""
    notice = hold(notice_id, by)
    _waits_for_look(notice)
    if by.staff_id is None or by.staff_id == notice.author_id:
        raise Refusal("own_words", _("You wrote it yourself. Please let a colleague look at it."))
    notice.reviewer_id = by.staff_id
    notice.save(update_fields=["reviewer"])
    event_id = _record("notice.approved", notice, by)
    second_look.tell_author(event_id, notice, second_look.RIGHT)
    return notice


@transaction.atomic
def give_back(notice_id: int, *, by: Actor) -> Notice:
    """Give a notice back to its author to be changed."""
    notice = hold(notice_id, by)
    _waits_for_look(notice)
    notice.state = NoticeState.DRAFT
    notice.save(update_fields=["state"])
    event_id = _record("notice.given_back", notice, by)
    second_look.tell_author(event_id, notice, second_look.BACK)
    return notice


def fill_in(notice: Notice, words: NoticeWords) -> None:
    """Set what a notice says. Raises Refusal for missing words or crossed times."""
    for name in ("title", "text", "brief"):
        if not getattr(words, name).strip():
            raise Refusal(
                "words_missing", _("Please say in a line what to tell people."), field=name
            )
    if words.starts_at and words.until and words.until <= words.starts_at:
        raise Refusal(
            "times_crossed", _("Please choose an end after the beginning."), field="until"
        )
    unknown = unknown_plates(words.audience.plates, notice.community_id)
    if unknown:
        raise Refusal(
            "no_home",
            _("We know no home %(plate)s here.") % {"plate": ", ".join(unknown)},
            field="plates",
        )
    for name in SAID:
        setattr(notice, name, getattr(words, name))


def add_files(notice: Notice, words: NoticeWords, by: Actor) -> None:
    """Attach what came with the words. Raises Refusal for a file that cannot be sent."""
    files = attach(words.file_ids, by=by)
    NoticeFile.objects.bulk_create(NoticeFile(notice=notice, file=file) for file in files)


@transaction.atomic
def remove_file(notice_id: int, *, file_id: UUID, by: Actor) -> Notice:
    """Take a file off a notice that has not gone out; whoever had looked has to look again (F1).

    Raises Missing, Refusal once it has gone out.
    """
    notice = hold(notice_id, by)
    if notice.state not in UNSENT:
        raise Refusal("already_sent", _("This has gone out already. Please send a correction."))
    kept = NoticeFile.objects.filter(notice=notice, file=file_id)
    if not kept.delete()[0]:
        raise Missing
    discard([file_id])
    notice.state, notice.send_at, notice.reviewer = NoticeState.DRAFT, None, None
    notice.save(update_fields=["state", "send_at", "reviewer"])
    _record("notice.changed", notice, by)
    return notice


SAID = (
    "kind", "affair", "title", "text", "title_en", "text_en", "brief", "reason", "starts_at",
    "until", "what_to_do", "ask_whom", "pinned", "public", "expires_at",
)  # fmt: skip


def _waits_for_look(notice: Notice) -> None:
    if notice.state != NoticeState.IN_REVIEW or notice.reviewer_id is not None:
        raise Refusal("already_done", _("Nobody waits for a second look at this any more."))


def _record(verb: str, notice: Notice, by: Actor) -> int:
    event = record(verb, subject=notice, by=by, community_id=notice.community_id)
    touch(f"notice:{notice.pk}", f"notices:{notice.community_id}")
    return event.pk
