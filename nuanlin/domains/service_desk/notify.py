"""Who is told what about a case: one line for each event that concerns somebody (B7)."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.people.models import Post, StaffMember
from nuanlin.domains.people.queries import current_occupancies, running
from nuanlin.domains.people.queries.duty import on_duty
from nuanlin.domains.service_desk.asking import link_to
from nuanlin.domains.service_desk.models import (
    Case,
    Guard,
    Opinion,
    Outage,
    SealedReporter,
    Tell,
    Urgency,
)
from nuanlin.domains.service_desk.queries.outages import outage_homes
from nuanlin.domains.service_desk.queries.superiors import superiors_of
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling
from nuanlin.foundation.notifications.models import Category
from nuanlin.lib import clock


class Line(NamedTuple):
    """To whom, and in which words; ``%(title)s`` and the like are filled in when it is read."""

    to: str
    text: str


LINES: dict[str, list[Line]] = {
    "case.submitted": [Line("desk", N_("New from %(place)s: %(title)s"))],
    "case.recorded": [Line("reporter", N_("We have noted: %(title)s"))],
    "case.passed_on": [Line("department", N_("For your department, %(place)s: %(title)s"))],
    "case.assigned": [
        Line("assignee", N_("A new job for you at %(place)s: %(title)s")),
        Line("reporter", N_("%(assignee)s will take care of: %(title)s")),
    ],
    "case.set_out": [Line("reporter", N_("%(assignee)s is on the way to you: %(title)s"))],
    "case.arrived": [Line("reporter", N_("%(assignee)s has arrived: %(title)s"))],
    "case.waiting": [Line("reporter", N_("We are waiting for something: %(title)s"))],
    "case.parts_late": [
        Line("assignee", N_("The parts should have come, %(place)s: %(title)s")),
        Line("desk", N_("The parts should have come, %(place)s: %(title)s")),
    ],
    "case.resumed": [Line("reporter", N_("It goes on: %(title)s"))],
    "case.done": [Line("reporter", N_("It is done and we would like to hear from you: %(title)s"))],
    "case.settled_online": [Line("reporter", N_("The office has answered: %(title)s"))],
    "case.declined": [
        Line("reporter", N_("We are sorry, and have another way for you: %(title)s"))
    ],
    "case.message": [Line("other side", N_("A new message: %(title)s"))],
    "case.noted": [Line("assignee", N_("A note from a colleague, %(place)s: %(title)s"))],
    "case.escalated": [Line("superiors", N_("A decision is needed, %(place)s: %(title)s"))],
    "case.appointment_made": [Line("other side", N_("Arranged for %(when)s: %(title)s"))],
    "case.appointment_moved": [Line("other side", N_("Moved to %(when)s: %(title)s"))],
    "case.appointment_cancelled": [
        Line("other side", N_("The appointment is called off: %(title)s"))
    ],
    "case.due_soon": [Line("told", N_("Due soon at %(place)s: %(title)s"))],
    "case.overdue": [Line("told", N_("Overdue at %(place)s: %(title)s"))],
    "case.reminded": [
        Line("assignee", N_("The owner asks how it stands at %(place)s: %(title)s")),
        Line("desk", N_("The owner asks how it stands at %(place)s: %(title)s")),
    ],
    "case.manager_asked": [Line("manager", N_("The owner asks you to look, %(place)s: %(title)s"))],
    "case.handed_up": [Line("reporter", N_("%(superior)s looks at this in person now: %(title)s"))],
    "case.decided": [
        Line("opener", N_("It has been decided: %(title)s")),
        Line("assignee", N_("It has been decided: %(title)s")),
    ],
    "case.reopened": [
        Line("department", N_("Not right yet, please look again at %(place)s: %(title)s")),
        Line("reporter", N_("We are sorry it is not right yet. We come again: %(title)s")),
    ],
    "case.satisfied": [Line("workers", N_("The owner is satisfied, thank you: %(title)s"))],
    "case.taken_back": [Line("desk", N_("To be assigned again, %(place)s: %(title)s"))],
    "case.returned": [Line("desk", N_("To be assigned again, %(place)s: %(title)s"))],
    "case.undone": [Line("previous", N_("No longer yours, at %(place)s: %(title)s"))],
    "case.merged": [
        Line("reporter", N_("Others have reported the same, we see to it for all: %(title)s")),
        Line("last assignee", N_("Joined with another report of the same fault: %(title)s")),
    ],
    "case.separated": [
        Line("reporter", N_("We see to this by itself again: %(title)s")),
        Line("desk", N_("Stands by itself again, %(place)s: %(title)s")),
    ],
    "case.sent_back": [
        Line("reporter", N_("Somebody else still sees the fault. We come again: %(title)s"))
    ],
    "case.split_off": [Line("reporter", N_("We look after this on its own now: %(title)s"))],
    "case.withdrawn": [Line("assignee", N_("The owner has withdrawn: %(title)s"))],
    "case.improve": [Line("improver", N_("A low rating to learn from, %(place)s: %(title)s"))],
    "case.unreachable": [Line("superiors", N_("Nobody could be reached, %(place)s: %(title)s"))],
    "case.not_verified": [
        Line("reporter", N_("We could not reach you and have set this aside: %(title)s"))
    ],
}

# What others who reported the same fault are told when the lead moves on. Each hears it about the
# own report; nothing that another reporter said, and nobody's name but those of staff.
FOR_OTHERS: dict[str, str] = {
    "case.assigned": N_("%(assignee)s will take care of: %(title)s"),
    "case.set_out": N_("%(assignee)s is on the way: %(title)s"),
    "case.arrived": N_("%(assignee)s has arrived: %(title)s"),
    "case.waiting": N_("We are waiting for something: %(title)s"),
    "case.resumed": N_("It goes on: %(title)s"),
    "case.done": N_("It is done and we would like to hear from you: %(title)s"),
    "case.settled_online": N_("The office has answered: %(title)s"),
    "case.reopened": N_("Somebody else still sees the fault. We come again: %(title)s"),
    "case.sent_back": N_("Somebody else still sees the fault. We come again: %(title)s"),
}


# What is off concerns everybody who lives there.
OUTAGES = {
    "outage.opened": N_("%(what)s is off: %(words)s"),
    "outage.changed": N_("News about what is off: %(words)s"),
    "outage.ended": N_("%(what)s is back. Sorry for the trouble."),
}


def tellings_for(event: Event) -> Iterator[Telling]:
    """Yield what is told about ``event``, a message for each group of people."""
    if event.verb in OUTAGES:
        yield from _outage(event)
        return
    yield from _about_case(event)


def _about_case(event: Event) -> Iterator[Telling]:
    if event.verb == "opinion.noted":
        yield _praise(event)
        return
    case = Case.objects.select_related(
        "home", "common_area", "assignee", "reporter", "community", "merged_into__assignee"
    ).get(pk=event.subject_id)
    values = {
        "title": case.title,
        "place": case.where,
        "assignee": str(case.lead.assignee or ""),
        "when": _when(event),
        "superior": _superior(event),
    }
    for to, text in LINES.get(event.verb, []):
        group = _other_side(event) if to == "other side" else [to]
        for name in group:
            accounts = _not_about(ACCOUNTS[name](case, event), case, to=name)
            if accounts:
                page = PAGES.get(name, "service_desk:case")
                shown = case.lead if page == "service_desk:job" else case
                # Whoever has it no longer may not even see it: their list is left to them.
                url = reverse(page, args=[] if name == "previous" else [shown.pk])
                if name == "reporter" and event.verb in ASKING:
                    url = link_to(case) or url
                yield Telling(
                    account_ids=accounts,
                    text=text,
                    values=values,
                    url=url,
                    category=Category.MY_CASES if name in OF_RESIDENTS else Category.OFFICE,
                    # An emergency rings at night, at whoever has to see to it.
                    urgent=case.urgency == Urgency.EMERGENCY and name not in OF_RESIDENTS,
                )
    yield from _for_others(case, event)


OF_RESIDENTS = frozenset({"reporter"})
UPWARD = frozenset({"superiors", "manager", "told"})


def _not_about(accounts: list[int], case: Case, *, to: str) -> list[int]:
    """Leave out whom the case is about; where nobody is left, its superiors hear it (C1).

    Until somebody has said whom it is about, the superiors alone do.
    """
    if not case.guard or to in OF_RESIDENTS:
        return accounts
    above = [pk for pk in superiors_of(case).values_list("staff__account", flat=True) if pk]
    if case.guard == Guard.UNNAMED:
        return [pk for pk in above if pk in accounts] or above
    targets = set(case.targets.values_list("staff__account", flat=True))
    left = [pk for pk in accounts if pk not in targets]
    # A superior whom it is about is stood in for by those above.
    return left + above if to in UPWARD and len(left) < len(accounts) else left or above


def _outage(event: Event) -> Iterator[Telling]:
    """Yield what those hear who live where something is off, unless a notice tells them."""
    outage = Outage.objects.get(pk=event.subject_id)
    if outage.notice_id is not None:
        return
    living = current_occupancies(timezone.localdate()).filter(
        home__in=outage_homes(outage.pk), person__account__isnull=False
    )
    yield Telling(
        account_ids=living.values_list("person__account", flat=True).distinct(),
        text=OUTAGES[event.verb],
        values={"what": outage.get_kind_display(), "words": outage.words},
        url="/",
        category=Category.NOTICES,
    )


def _praise(event: Event) -> Telling:
    """Return what somebody reads whom an owner has praised (K3)."""
    opinion = Opinion.objects.select_related("praised").get(pk=event.subject_id)
    return Telling(
        account_ids=[opinion.praised.account_id if opinion.praised is not None else None],
        text=N_("An owner praises you: %(words)s"),
        values={"words": opinion.words[:200]},
        url=reverse("service_desk:opinions"),
        category=Category.OFFICE,
    )


def _for_others(lead: Case, event: Event) -> Iterator[Telling]:
    """Yield what those hear whose reports rest in the case that moved on."""
    text = FOR_OTHERS.get(event.verb)
    if text is None or lead.merged_into_id is not None:
        return
    others = lead.merged.filter(closed_at__isnull=True, reporter__account__isnull=False)
    for case in others.exclude(pk=event.data.get("of")).select_related("reporter"):
        assert case.reporter is not None
        yield Telling(
            account_ids=[case.reporter.account_id],
            text=text,
            values={"title": case.title, "assignee": str(lead.assignee or "")},
            url=(link_to(case) if event.verb in ASKING else "")
            or reverse("service_desk:my_case", args=[case.pk]),
            category=Category.MY_CASES,
        )


def _when(event: Event) -> str:
    """Return the time that was arranged, as a date that stays true when it is read later."""
    at = event.data.get("from")
    return f"{clock.local(datetime.fromisoformat(at)):%m-%d %H:%M}" if at else ""


# Where each group of people works on a case; everybody else does at the desk's page.
PAGES = {
    "reporter": "service_desk:my_case",
    "assignee": "service_desk:job",
    "workers": "service_desk:job",
    "previous": "service_desk:my_jobs",
}

# These ask for a word: their message leads to the page that takes it, signed in or not.
ASKING = frozenset({"case.done", "case.settled_online"})


def _superior(event: Event) -> str:
    """Return who above has the complaint from now on."""
    staff_id = event.data.get("staff") if event.verb == "case.handed_up" else None
    return str(StaffMember.objects.get(pk=staff_id)) if staff_id else ""


def _other_side(event: Event) -> list[str]:
    return ["assignee", "desk"] if event.data.get("from_resident") else ["reporter"]


def _posted(case: Case, *roles: Role, department: int | None = None) -> list[int]:
    posts = Post.objects.filter(
        running(timezone.localdate()), community=case.community_id, role__in=roles
    )
    if department is not None:
        posts = posts.filter(department=department)
    return list(posts.values_list("staff__account", flat=True).distinct())


def _department(reported: Case, event: Event) -> list[int]:
    case = reported.lead
    if case.department_id is None:
        return _posted(case, Role.FRONT_DESK)
    heads = _posted(case, Role.HEAD, department=case.department_id)
    return heads or _posted(
        case, Role.ENGINEER, Role.CLEANER, Role.GUARD, department=case.department_id
    )


def _reporter(case: Case, event: Event) -> list[int]:
    # Whoever was satisfied before is left in peace when it goes on for others.
    if case.own_ending and event.verb in FOR_OTHERS:
        return []
    if event.data.get("joins"):  # "case.merged" says it all
        return []
    if case.sealed:
        kept = SealedReporter.objects.filter(case=case, person__account__isnull=False)
        return list(kept.values_list("person__account", flat=True))
    account = case.reporter.account_id if case.reporter is not None else None
    return [account] if account is not None else []


def _assignee(case: Case, event: Event) -> list[int]:
    """Return whoever works on it; they go on when one of several who reported it takes it back."""
    if event.data.get("shared"):
        return []
    assignee = case.lead.assignee
    return [assignee.account_id] if assignee else []


def _last_assignee(case: Case, event: Event) -> list[int]:
    return [case.assignee.account_id] if case.assignee else []


def _previous(case: Case, event: Event) -> list[int]:
    """Return who had the case before, unless it has come back to them meanwhile."""
    staff_id = event.data.get("previous")
    if staff_id is None or staff_id == case.assignee_id:
        return []
    return list(StaffMember.objects.filter(pk=staff_id).values_list("account", flat=True))


def _told(case: Case, event: Event) -> list[int]:
    """Whom a level of escalation names; whoever is missing is stood in for by the next."""
    tell = event.data.get("tell")
    desk = _posted(case, Role.FRONT_DESK)
    if tell == Tell.DESK:
        return desk
    if tell == Tell.ASSIGNEE:
        return _assignee(case, event) or desk
    heads: list[int] = []
    if tell in {Tell.HEAD_ON_DUTY, Tell.DUTY_MANAGER}:
        heads = _on_duty(case, event, head=tell == Tell.HEAD_ON_DUTY)
    if not heads and tell in {Tell.HEAD, Tell.HEAD_ON_DUTY} and case.department_id is not None:
        heads = _posted(case, Role.HEAD, department=case.department_id)
    return heads or _posted(case, Role.MANAGER)


def _on_duty(case: Case, event: Event, *, head: bool) -> list[int]:
    """Who of those named was on duty when it happened; the duty manager stands in for a head."""
    if head and case.department_id is not None:
        working = on_duty(case.community_id, event.at).filter(
            running(timezone.localdate(), "posts__"),
            posts__role=Role.HEAD,
            posts__department=case.department_id,
        )
        found = list(working.values_list("account", flat=True).distinct())
        if found:
            return found
    on_call = on_duty(case.community_id, event.at, on_call=True)
    return list(on_call.values_list("account", flat=True))


def _workers(case: Case, event: Event) -> list[int]:
    rounds = case.lead.rounds.filter(done_at__isnull=False)
    return list(rounds.values_list("assignee__account", flat=True).distinct())


def _opener(case: Case, event: Event) -> list[int]:
    openers = case.escalations.filter(pk=event.data.get("escalation"))
    return [pk for pk in openers.values_list("opened_by_id", flat=True) if pk is not None]


def _improver(case: Case, event: Event) -> list[int]:
    opened = case.improvements.filter(pk=event.data.get("improvement"), in_charge__isnull=False)
    return list(opened.values_list("in_charge__account", flat=True))


ACCOUNTS = {
    "improver": _improver,
    "desk": lambda case, event: _posted(case, Role.FRONT_DESK),
    "superiors": lambda case, event: _posted(case, Role.MANAGER, Role.HEAD),
    "manager": lambda case, event: _posted(case, Role.MANAGER),
    "told": _told,
    "assignee": _assignee,
    "last assignee": _last_assignee,
    "previous": _previous,
    "department": _department,
    "reporter": _reporter,
    "workers": _workers,
    "opener": _opener,
}
