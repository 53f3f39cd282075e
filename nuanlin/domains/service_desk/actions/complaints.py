"""How a complaint or a suggestion begins, and who may ever know who spoke (C1, C2, K3).

A confidential case keeps no reporter at all: they stand in a ``SealedReporter``, which few may
read. An anonymous one has none anywhere, and is followed by a code that is shown once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Home
from nuanlin.domains.service_desk import clocks
from nuanlin.domains.service_desk.actions.escalation import put_on_list
from nuanlin.domains.service_desk.actions.intake import (
    Report,
    category_here,
    check_place,
    classify_as,
    community_of_resident,
    new_case,
    raise_urgency,
    reckon_new,
    said_at,
    set_urgency,
)
from nuanlin.domains.service_desk.from_message import confide
from nuanlin.domains.service_desk.loop import allow, attach_files, tell
from nuanlin.domains.service_desk.models import (
    OPINIONS,
    About,
    Case,
    CaseLink,
    Cause,
    Complaint,
    FilePurpose,
    Guard,
    HandlerGrant,
    Kind,
    LinkKind,
    SealedReporter,
    ServiceRules,
    Source,
    Target,
    Urgency,
)
from nuanlin.domains.service_desk.origins import forget_words
from nuanlin.domains.service_desk.queries.choices import members_here
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.accounts.codes import ALPHABET, digest_of
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.files.actions import forget_uploader

CODE_LENGTH = 12
PURPOSE = "complaint"
# So many earlier ones put a complaint on the open-problem list.
OFTEN = 2


@dataclass(frozen=True, slots=True)
class ComplaintWords:
    """What somebody is not content with or would have otherwise, by whatever door it comes.

    ``against`` says in free words whom it is about; ``staff_ids`` says it for certain.
    """

    description: str
    kind: Kind = Kind.COMPLAINT
    about: About = About.OTHER
    home_id: int | None = None
    common_area_id: int | None = None
    place: str = ""
    community_id: int | None = None
    category_id: int | None = None
    staff_ids: Sequence[int] = ()
    against: str = ""
    neighbour_home_id: int | None = None
    confidential: bool = False
    anonymous: bool = False
    file_ids: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, report: Report, *, about: About = About.OTHER) -> "ComplaintWords":
        """Return what was written down like any other matter; open, and about nobody named."""
        return cls(
            report.description,
            kind=report.kind,
            about=about,
            home_id=report.home_id,
            common_area_id=report.common_area_id,
            place=report.place,
            community_id=report.community_id,
            category_id=report.category_id,
            file_ids=report.file_ids,
        )

    @property
    def report(self) -> Report:
        """The same as a report of any kind."""
        return Report(
            description=self.description,
            category_id=self.category_id,
            kind=self.kind,
            home_id=self.home_id,
            common_area_id=self.common_area_id,
            place=self.place,
            community_id=self.community_id,
            file_ids=self.file_ids,
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """What the desk did while it listened: apology, facts, can it settle it (C2, C3)."""

    apology: str = ""
    facts: str = ""
    within_duty: bool | None = None


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who speaks, before it is decided where that is kept."""

    person_id: int | None = None
    name: str = ""
    phone: str = ""


@transaction.atomic
def submit_complaint(words: ComplaintWords, *, code: str = "", by: Actor) -> Case:
    """A resident complains or suggests (C1); ``code`` follows an anonymous one, from ``code_for``.

    Raises Missing for a place that is not the resident's, Refusal for one without words, and for
    an anonymous one where the community does not take them.
    """
    community_id = community_of_resident(words.report, by)
    rules = clocks.rules_of(community_id)
    case = _begun(words, rules, community_id=community_id, source=Source.APP, by=by)
    case.recorded_by_id = None if case.sealed else by.account_id
    _keep(case, words, _Speaker(by.person_id), code=code, by=by)
    attach_files(case, words.file_ids, purpose=FilePurpose.REPORT, by=by)
    if case.sealed:
        forget_uploader(one.file for one in case.files.select_related("file"))
    tell(case, "case.submitted", by=_as_kept(case, by), source=case.source)
    _afterwards(case, rules)
    return case


@transaction.atomic
def record_complaint(
    words: ComplaintWords,
    *,
    community_id: int,
    source: Source,
    reported_at: datetime | None = None,
    reporter_id: int | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    heard: Heard | None = None,
    contact: str = "",
    code: str = "",
    by: Actor,
) -> Case:
    """Somebody of staff writes down what they heard, wherever they met the owner (C2, K3).

    Whoever heard a confidential one knows who spoke, and is named for it. ``contact`` says where
    it was heard, such as "call:12": of an open one it is kept, for any other the contact forgets
    the words. Raises Missing, or Refusal for somebody whom it is about.
    """
    allow(by.holds(in_community=community_id))
    if by.staff_id is not None and by.staff_id in words.staff_ids:
        raise Refusal(
            "about_you", _("This is about yourself. Please let a colleague write it down.")
        )
    reported_at = said_at(reported_at)
    place = words.place.strip() or (_("Told at the office") if _nowhere(words) else "")
    words = replace(words, place=place)
    check_place(words.report, community_id, reporter_id, by)
    rules = clocks.rules_of(community_id)
    case = _begun(words, rules, community_id=community_id, source=source, by=by)
    case.reported_at = reported_at
    speaker = _Speaker(reporter_id, reporter_name.strip(), reporter_phone.strip())
    _keep(case, words, speaker, code=code, by=by, heard=heard or Heard())
    if case.sealed and by.staff_id is not None and not words.anonymous:
        HandlerGrant.objects.create(
            case=case, staff_id=by.staff_id, granted_by_id=by.account_id, granted_by=by.name
        )
    purpose = FilePurpose.PAPER_FORM if source == Source.PAPER else FilePurpose.REPORT
    attach_files(case, words.file_ids, purpose=purpose, by=by)
    heard_in = {}
    if case.sealed or case.guard:
        forget_words(contact, community_id)
        confide(contact, community_id, by=by)
    elif contact:
        heard_in = {"contact": contact}
    tell(case, "case.recorded", by=by, source=source, **heard_in)
    _afterwards(case, rules)
    if heard is not None and heard.within_duty is False:
        put_on_list(case, Cause.BEYOND, by=by)
    return case


def code_for(request_key: str | None) -> str:
    """Return the code by which an anonymous case is followed: the same for the same request."""
    secret = digest_of(request_key or "", purpose="complaint-code")
    return _readable(int(secret, 16))


def digest_of_code(code: str) -> str:
    """Return what is kept of a code."""
    return digest_of(code, purpose=PURPOSE)


def _readable(number: int) -> str:
    signs = []
    for _position in range(CODE_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def _nowhere(words: ComplaintWords) -> bool:
    return words.home_id is None and words.common_area_id is None


def _as_kept(case: Case, by: Actor) -> Actor:
    """Return whom the case may keep: nobody where it came without a name or in confidence."""
    if not case.sealed:
        return by
    return replace(by, account_id=None, person_id=None, staff_id=None, name="")


def _begun(
    words: ComplaintWords, rules: ServiceRules, *, community_id: int, source: Source, by: Actor
) -> Case:
    """Return the case, not kept yet, with its urgency and clocks."""
    if words.kind not in OPINIONS:
        raise Refusal("no_opinion", _("Please choose a complaint or a suggestion."), field="kind")
    if words.anonymous and not rules.anonymous:
        raise Refusal(
            "not_anonymous",
            _("Complaints without a name are not taken here. Please choose “confidential”."),
            field="privacy",
        )
    category = category_here(words.category_id, community_id, words.report)
    case = new_case(words.report, category, community_id=community_id, source=source, by=by)
    case.sealed = words.confidential or words.anonymous
    if category is not None and source != Source.APP:
        classify_as(case, category, Urgency(category.urgency))
    if about_facility(words) and case.urgency_rank > 1:
        set_urgency(case, Urgency.URGENT)
    if case.sealed:
        if case.home_id is not None and case.common_area_id is None:
            case.place = case.place or _("Not said, in confidence")
        case.home_id = None
    reckon_new(case, category)
    return case


def about_facility(words: ComplaintWords) -> bool:
    """Whether it is a complaint about what all use: those go first (C5)."""
    if words.kind != Kind.COMPLAINT:
        return False
    return words.about == About.PLACE and words.home_id is None


def _keep(
    case: Case,
    words: ComplaintWords,
    speaker: _Speaker,
    *,
    code: str,
    by: Actor,
    heard: Heard | None = None,
) -> None:
    """Keep the case, what the register wants to know, and who spoke where that belongs."""
    targets = _targets(words, case.community_id)
    if words.about == About.PERSON or targets:
        case.guard = Guard.NAMED if targets else Guard.UNNAMED
    if not case.sealed:
        case.reporter_id = speaker.person_id
        case.reporter_name, case.reporter_phone = speaker.name, speaker.phone
    case.save(force_insert=True)
    Target.objects.bulk_create(Target(case=case, staff_id=pk) for pk in targets)
    if case.sealed and not words.anonymous:
        SealedReporter.objects.create(
            case=case,
            person_id=speaker.person_id,
            name=speaker.name,
            phone=speaker.phone,
            home_id=words.home_id,
        )
    listened = heard is not None
    Complaint.objects.create(
        case=case,
        about=words.about,
        against=words.against.strip()[:100],
        neighbour_home_id=_neighbour(words, case.community_id),
        anonymous=words.anonymous,
        code_digest=digest_of_code(code) if words.anonymous else "",
        heard_by=by.name[:60] if listened else "",
        heard_by_id=by.account_id if listened else None,
        heard_at=case.reported_at if listened else None,
        apology=heard.apology.strip() if heard else "",
        facts=heard.facts.strip() if heard else "",
        within_duty=heard.within_duty if heard else None,
    )


def _targets(words: ComplaintWords, community_id: int) -> list[int]:
    """Return whom it is about: those chosen, else whose name stands in the words for certain."""
    here = members_here(community_id)
    chosen = set(words.staff_ids)
    if chosen:
        found = list(here.filter(pk__in=chosen).values_list("pk", flat=True))
        if len(found) != len(chosen):
            raise Missing
        return found
    if words.about != About.PERSON or not words.against.strip():
        return []
    return [
        pk
        for pk, *called in here.values_list("pk", "name", "known_as")
        if any(name and name in words.against for name in called)
    ]


def _neighbour(words: ComplaintWords, community_id: int) -> int | None:
    if words.neighbour_home_id is None:
        return None
    if not Home.objects.filter(pk=words.neighbour_home_id, community=community_id).exists():
        raise Missing
    return words.neighbour_home_id


def _afterwards(case: Case, rules: ServiceRules) -> None:
    if case.kind == Kind.SUGGESTION:
        _thank(case)
    else:
        _see_repetition(case, rules)


def _thank(case: Case) -> None:
    """Thank for a suggestion at once, in words that promise an answer (C4)."""
    message = case.messages.create(
        author=case.community.office_name or case.community.name,
        text=_(
            "Thank you for taking the time to write. Your suggestion has been received, and we"
            " read it carefully. We tell you here what becomes of it, and why."
        ),
    )
    tell(case, "case.message", by=SYSTEM, message=message.pk, from_resident=False)


def _see_repetition(case: Case, rules: ServiceRules) -> None:
    """Link earlier complaints about the same thing; each makes this one more urgent (C3)."""
    earlier = list(_about_the_same(case, rules.repeat_days)) if rules.repeat_days else []
    if not earlier:
        return
    CaseLink.objects.bulk_create(
        CaseLink(case=case, other=other, kind=LinkKind.RELATED) for other in earlier
    )
    raise_urgency(case)
    clocks.reckon(case, rules)
    case.save()
    tell(case, "case.repeated", by=SYSTEM, others=[other.pk for other in earlier])
    if len(earlier) >= OFTEN:
        put_on_list(case, Cause.REPEATED)


def _about_the_same(case: Case, days: int) -> Any:
    """Return the complaints of the last days about the same person, neighbour or place."""
    staff = case.targets.values("staff")
    same = Q(targets__staff__in=staff)
    if case.complaint.neighbour_home_id is not None:
        same |= Q(complaint__neighbour_home=case.complaint.neighbour_home_id)
    if case.common_area_id is not None:
        same |= Q(common_area=case.common_area_id, complaint__about=case.complaint.about)
    elif case.home_id is None and case.place and not case.sealed:
        same |= Q(place=case.place, complaint__about=case.complaint.about)
    if case.category_id is not None and case.home_id is not None:
        same |= Q(category=case.category_id, home=case.home_id)
    return (
        Case.objects.filter(
            same,
            community=case.community_id,
            kind=Kind.COMPLAINT,
            reported_at__gte=timezone.now() - timedelta(days=days),
        )
        .exclude(pk=case.pk)
        .distinct()
        .order_by("-pk")[:5]
    )
