"""What an owner says on any occasion goes where it belongs (K3)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.people.queries.staff import working_in
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.actions import (
    ComplaintWords,
    Report,
    record_case,
    record_complaint,
)
from nuanlin.domains.service_desk.actions.declining import whom
from nuanlin.domains.service_desk.models import (
    Case,
    Contact,
    Kind,
    Opinion,
    OpinionKind,
    Source,
)
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.jobs.tasks import defer
from nuanlin.foundation.live.signals import touch
from nuanlin.lib import clock

# How the words reached the office; whoever has no desk heard them on the way.
SOURCES = {
    Contact.VISIT: Source.COUNTER,
    Contact.FEE: Source.COUNTER,
    Contact.APPLICATION: Source.COUNTER,
    Contact.CALL: Source.PHONE,
}


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """What was said, what it is, on which occasion, and by whom as far as that is known."""

    words: str
    kind: OpinionKind
    contact: Contact
    home_id: int | None = None
    person_id: int | None = None
    name: str = ""
    praised_id: int | None = None


@transaction.atomic
def note_opinion(community_id: int, *, facts: OpinionFacts, by: Actor) -> Opinion:
    """Keep an owner's opinion: praise reaches who earned it, everything else becomes a case (K3).

    Staff of any post may. Raises Missing for a home or person that they may not know of, Refusal
    without words.
    """
    policy.at_work_in(by, community_id)
    words = facts.words.strip()
    if not words:
        raise Refusal("words_missing", _("Please note in a line what they said."), field="words")
    opinion = Opinion(
        community_id=community_id,
        contact=facts.contact,
        kind=facts.kind,
        heard_by_id=by.account_id,
        heard_by=by.name,
    )
    home, person = whom(community_id, facts.home_id, facts.person_id, by)
    if facts.kind != OpinionKind.COMPLAINT:
        # A complaint keeps who spoke, and what, in its case alone.
        opinion.words, opinion.home, opinion.person = words, home, person
        opinion.name = facts.name.strip()[:60]
    if facts.kind == OpinionKind.PRAISE:
        opinion.praised = _praised(facts.praised_id, community_id)
    else:
        opinion.case = _case(community_id, facts, by)
    opinion.save(force_insert=True)
    _tell(opinion, by)
    return opinion


def _praised(staff_id: int | None, community_id: int) -> StaffMember | None:
    if staff_id is None:
        return None
    staff = working_in(community_id, on=clock.today()).filter(pk=staff_id).first()
    if staff is None:
        raise Refusal("no_staff", _("Please choose a colleague of here."), field="praised")
    return staff


def _case(community_id: int, facts: OpinionFacts, by: Actor) -> Case:
    desk = by.holds(*policy.DESK, in_community=community_id)
    source = SOURCES.get(facts.contact, Source.STAFF) if desk else Source.STAFF
    # What is said on the stairs is about the community until somebody says where.
    place = "" if facts.home_id is not None else str(Contact(facts.contact).label)
    # The request's key belongs to the opinion.
    alone = by.asking(None)
    if facts.kind == OpinionKind.WISH:
        report = Report(facts.words, kind=Kind.REQUEST, home_id=facts.home_id, place=place)
        return record_case(
            report,
            community_id=community_id,
            source=source,
            reporter_id=facts.person_id,
            reporter_name=facts.name,
            by=alone,
        )
    kind = Kind.COMPLAINT if facts.kind == OpinionKind.COMPLAINT else Kind.SUGGESTION
    said = ComplaintWords(facts.words, kind=kind, home_id=facts.home_id, place=place)
    return record_complaint(
        said,
        community_id=community_id,
        source=source,
        reporter_id=facts.person_id,
        reporter_name=facts.name,
        by=alone,
    )


def _tell(opinion: Opinion, by: Actor) -> None:
    from nuanlin.domains.service_desk.jobs import tell_about

    event = record(
        "opinion.noted", subject=opinion, by=by, community_id=opinion.community_id,
        data={"kind": opinion.kind, "contact": opinion.contact},
    )  # fmt: skip
    if opinion.praised_id is not None:
        defer(tell_about, event_id=event.pk)
    touch(f"desk:{opinion.community_id}")
