"""What all verbs of the case loop share: lock and guard before, event and news after."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import (
    Case,
    CaseFile,
    FilePurpose,
    Guard,
    Message,
    Round,
    Target,
)
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM, WHEN_MERGED
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.actions import attach, forget_uploader
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch


def locked(case_id: int, *, by: Actor, verb: str) -> Case:
    """Return the case, locked, if ``by`` may know of it and ``verb`` may be done from its state.

    Raises Missing, or Refusal("not_now") when the loop has moved on.
    """
    case = policy.visible_to(by).filter(pk=case_id).select_for_update(of=("self",)).first()
    if case is None:
        raise Missing
    if case.state not in ALLOWED_FROM[verb]:
        raise Refusal(
            "not_now",
            _("This matter has moved on to “%(state)s” meanwhile. Please look at it again.")
            % {"state": case.get_state_display()},
        )
    if case.merged_into_id is not None and verb not in WHEN_MERGED:
        raise Refusal(
            "merged",
            _("This report was joined with another of the same fault. Please go on there."),
        )
    return case


def allow(permitted: bool) -> None:
    """Raise Refusal("not_allowed") unless ``permitted``."""
    if not permitted:
        raise Refusal(
            "not_allowed", _("Your post does not include this step. Please ask the desk.")
        )


def veiled(case: Case, by: Actor) -> Actor:
    """Return ``by`` as the case may keep them: whoever reported a sealed one has no name in it.

    Guards ask the actor themselves; what is written down asks this.
    """
    if not case.sealed or not policy.is_reporter(by, case):
        return by
    return replace(
        by, account_id=None, person_id=None, staff_id=None, name=_("Confidential reporter")
    )


def looked_at(case: Case, *, by: Actor) -> Case:
    """Keep that ``by`` looked at who reported the sealed case; the story tells it to staff (C1)."""
    record("case.reporter_seen", subject=case, by=by, community_id=case.community_id)
    return case


def not_about(staff_id: int, case: Case, *, field: str | None = None) -> None:
    """Raise Refusal if the case is about this member of staff, who must not come near it (C1)."""
    if case.guard == Guard.NAMED and Target.objects.filter(case=case, staff=staff_id).exists():
        raise Refusal(
            "about_them",
            _("This is about the colleague you chose. Please choose somebody else."),
            field=field,
        )


def open_round(case: Case) -> Round | None:
    """Return the round that is neither done nor ended, if any."""
    return case.rounds.filter(done_at__isnull=True, ended_at__isnull=True).first()


def tell(case: Case, verb: str, *, by: Actor, **data: Any) -> Event:
    """Record the event, have it told to whom it concerns, and move the open pages."""
    from nuanlin.domains.service_desk.jobs import tell_about

    author = veiled(case, by)
    event = record(verb, subject=case, by=author, community_id=case.community_id, data=data)
    defer(tell_about, event_id=event.pk)
    touch(*topics(case), *_topics_of_others(case, verb))
    return event


def topics(case: Case) -> list[str]:
    """Return the live topics that a change of ``case`` touches."""
    names = [case.topic, f"desk:{case.community_id}"]
    if case.home_id:
        names.append(f"home:{case.home_id}")
    if case.assignee_id:
        names.append(f"jobs:{case.assignee_id}")
    if case.merged_into_id:
        names.append(f"case:{case.merged_into_id}")
    return names


def _topics_of_others(case: Case, verb: str) -> list[str]:
    """Return the topics of those whose reports rest in ``case``; nothing rests in a new one."""
    if verb in {"case.submitted", "case.recorded"} or case.merged_into_id is not None:
        return []
    rows = case.merged.filter(closed_at__isnull=True).values_list("pk", "home")
    return [name for pk, home in rows for name in (f"case:{pk}", f"home:{home}")]


def attach_files(
    case: Case,
    file_ids: list[str],
    *,
    purpose: FilePurpose,
    by: Actor,
    round: Round | None = None,
    message: Message | None = None,
) -> None:
    """Attach uploads of ``by`` to the case; each can be attached once."""
    if not file_ids:
        return
    files = attach(file_ids, by=by)
    CaseFile.objects.bulk_create(
        CaseFile(case=case, round=round, message=message, file=file, purpose=purpose)
        for file in files
    )
    if case.sealed and veiled(case, by) is not by:
        forget_uploader(files)
