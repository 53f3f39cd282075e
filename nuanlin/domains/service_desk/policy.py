"""Who may see a case, and who may move it.

| role                     | sees                                   | may                                  |
|--------------------------|----------------------------------------|--------------------------------------|
| administrator            | every case                             | everything, edit the catalogue       |
| manager                  | every case of the community            | as the front desk; edit the catalogue|
| front desk               | every case of the community            | record, classify, assign, settle, …  |
| care team                | every case of the community            | follow up, write                     |
| department head          | every case of the community            | assign in the department, decide     |
| engineer, cleaner, guard | own work and that of the department    | take, do, wait, report upward        |
| finance                  | none                                   |                                      |
| resident                 | own reports, and the home's since then | report, write, withdraw, answer      |

What is about a colleague does not exist for that colleague, whatever their role. While nobody has
said whom it is about, it exists for managers and for whoever recorded it alone. Who reported a
confidential case is known to those named for it (``may_see_reporter``).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from nuanlin.domains.service_desk.models import (
    Case,
    DeclinedWish,
    Export,
    Guard,
    HandlerGrant,
    Improvement,
    Kind,
    Opinion,
    OpinionKind,
    Partner,
    Round,
    SavedView,
    SealedReporter,
    Target,
)
from nuanlin.domains.service_desk.models.transitions import ALLOWED_FROM, WHEN_MERGED
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing

DESK = (Role.FRONT_DESK, Role.MANAGER)
OVERSEERS = (Role.FRONT_DESK, Role.MANAGER, Role.CARE, Role.HEAD)
WORKERS = (Role.ENGINEER, Role.CLEANER, Role.GUARD)
SUPERIORS = (Role.MANAGER, Role.HEAD)
CALLERS = (Role.FRONT_DESK, Role.MANAGER, Role.CARE)


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Return the cases that ``actor`` may know of."""
    hidden = _kept_from(actor)
    if actor.is_administrator:
        return Case.objects.exclude(hidden) if actor.staff_id is not None else Case.objects.all()
    seen = Q(community__in=actor.communities(*OVERSEERS))
    if actor.communities() - actor.communities(*OVERSEERS):
        seen |= Q(assignee=actor.staff_id, community__in=actor.communities())
        # What is about a colleague is nothing for the room at large.
        seen |= Q(department__in=actor.departments(*WORKERS), guard=Guard.NONE)
        worked_on = Round.objects.filter(case=OuterRef("pk"), assignee=actor.staff_id)
        seen |= Q(Exists(worked_on), community__in=actor.communities(*WORKERS))
    found = Case.objects.filter(seen | _as_resident(actor))
    return found.exclude(hidden) if actor.is_staff else found


def _kept_from(actor: Actor) -> Q:
    """What is about the actor, and what may be while nobody has said whom it is about (C1)."""
    about_them = Target.objects.filter(case=OuterRef("pk"), staff=actor.staff_id)
    hidden = Q(Exists(about_them), guard=Guard.NAMED)
    if not actor.is_administrator:
        known = Q(community__in=actor.communities(Role.MANAGER))
        if actor.account_id is not None:
            known |= Q(recorded_by_id=actor.account_id)
        hidden |= Q(guard=Guard.UNNAMED) & ~known & ~_as_resident(actor)
    return hidden


def visible_to_resident(actor: Actor) -> QuerySet[Case]:
    """Return the cases that ``actor`` may know of as somebody who lives here."""
    return Case.objects.filter(_as_resident(actor))


def _as_resident(actor: Actor) -> Q:
    """Own reports, and what the household reported since moving in, complaints left out."""
    seen = Q(pk__in=[])
    if not actor.homes:
        return seen
    communities = {home.community_id for home in actor.homes}
    seen |= Q(reporter=actor.person_id, home__isnull=True, community__in=communities)
    mine = SealedReporter.objects.filter(person=actor.person_id, person__isnull=False)
    seen |= Q(sealed=True, community__in=communities, pk__in=mine.values("case"))
    for home in actor.homes:
        here = Q(home=home.home_id) & (
            Q(reporter=actor.person_id) | Q(kind__in=[Kind.REPAIR, Kind.REQUEST])
        )
        if home.since is not None:
            here &= Q(reported_at__date__gte=home.since)
        seen |= here
    return seen


def visible_to_partner(partner: Partner) -> QuerySet[Case]:
    """Return the cases of its community that a partner may know of: no complaint but its own."""
    plain = Q(kind__in=[Kind.REPAIR, Kind.REQUEST]) | Q(partner_report__partner=partner)
    return Case.objects.filter(plain, community=partner.community_id, sealed=False, guard="")


def may_see_reporter(actor: Actor, case: Case) -> bool:
    """Whether the actor may see who reported a confidential case: whoever was named for it (C1).

    One statement for a confidential case, none for another, nor for one read with its page.
    """
    if not case.sealed:
        return True
    rows = case.__dict__.get("grant_rows")
    if rows is not None:
        return actor.staff_id in {row["staff"] for row in rows}
    return (
        actor.staff_id is not None
        and HandlerGrant.objects.filter(case=case, staff=actor.staff_id).exists()
    )


def may_name_handlers(actor: Actor, case: Case) -> bool:
    """Whether the actor says who may see the reporter, and whom the case is about: a superior."""
    return actor.holds(Role.MANAGER, in_community=case.community_id)


def may_hear(actor: Actor, case: Case) -> bool:
    """Whether the actor writes into the register what was heard and found."""
    return is_desk(actor, case) or may_assign(actor, case) or may_work(actor, case)


def may_keep_register(actor: Actor, community_id: int) -> bool:
    """Whether the actor reads the complaint register of the community."""
    return actor.holds(*OVERSEERS, in_community=community_id)


def may_edit_catalogue(actor: Actor) -> bool:
    """Whether the actor may change the service catalogue, which is the whole company's."""
    return actor.is_administrator or bool(actor.communities(Role.MANAGER))


def at_work_in(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor holds a post in the community: to others it has no desk."""
    known = {place.id for place in actor.workplaces}
    if not actor.holds(in_community=community_id) or (known and community_id not in known):
        raise Missing


def may_make_posters(actor: Actor, community_id: int) -> bool:
    """Whether the actor prints and ends the posters of the community."""
    return actor.is_administrator or actor.holds(*DESK, in_community=community_id)


def at_overview_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor oversees every case of the community."""
    if not actor.holds(*OVERSEERS, in_community=community_id):
        raise Missing


def may_export_numbers(actor: Actor, community_id: int) -> bool:
    """Whether the actor may take whole phone numbers of many cases at once."""
    return actor.holds(*DESK, *SUPERIORS, in_community=community_id)


def own_exports(actor: Actor) -> QuerySet[Export]:
    """Return the exports that the actor asked for, where they oversee the cases still."""
    if actor.account_id is None:
        return Export.objects.none()
    mine = Export.objects.filter(account_id=actor.account_id)
    if actor.is_administrator:
        return mine
    return mine.filter(community__in=actor.communities(*OVERSEERS))


def is_desk(actor: Actor, case: Case) -> bool:
    """Whether the actor runs the desk of the case's community."""
    return actor.holds(*DESK, in_community=case.community_id)


def may_assign(actor: Actor, case: Case) -> bool:
    """Whether the actor may give the case to somebody: the desk, or the department's head."""
    return is_desk(actor, case) or case.department_id in actor.departments(Role.HEAD)


def may_take(actor: Actor, case: Case) -> bool:
    """Whether the actor may take the case: work that lies unassigned in the own department."""
    return case.assignee_id is None and case.department_id in actor.departments(*WORKERS)


def may_work(actor: Actor, case: Case) -> bool:
    """Whether the actor does the current round."""
    return actor.staff_id is not None and case.assignee_id == actor.staff_id


def may_decide(actor: Actor, case: Case) -> bool:
    """Whether the actor decides what was reported upward."""
    return actor.holds(*SUPERIORS, in_community=case.community_id)


def may_set_rules(actor: Actor, community_id: int) -> bool:
    """Whether the actor sets the service hours and the levels of escalation."""
    return actor.holds(Role.MANAGER, in_community=community_id)


def may_edit_templates(actor: Actor, community_id: int | None) -> bool:
    """Whether the actor may edit templates of answers; those of the company are its own."""
    if community_id is None:
        return actor.is_administrator
    return actor.holds(Role.MANAGER, in_community=community_id)


def may_share_views(actor: Actor, community_id: int) -> bool:
    """Whether the actor may show a view of the queue to the whole office."""
    return actor.holds(*SUPERIORS, in_community=community_id)


def may_remove_view(actor: Actor, view: SavedView) -> bool:
    """Whether the actor may forget a view: one's own, or a shared one as a superior."""
    own = actor.staff_id is not None and view.owner_id == actor.staff_id
    return own or (view.shared and may_share_views(actor, view.community_id))


def may_escalate(actor: Actor, case: Case) -> bool:
    """Whether the actor may report the case upward."""
    return may_assign(actor, case) or may_work(actor, case)


def may_follow_up(actor: Actor, case: Case) -> bool:
    """Whether the actor may ask the owner: never somebody who worked on the case (B9)."""
    return actor.holds(*CALLERS, in_community=case.community_id) and not worked_on(actor, case)


def worked_on(actor: Actor, case: Case) -> bool:
    """Whether the actor was sent in any round of the case, or of that which was done for it."""
    return (
        actor.staff_id is not None
        and Round.objects.filter(
            case__in=[case.pk, case.merged_into_id or case.pk], assignee=actor.staff_id
        ).exists()
    )


def took_part(actor: Actor, case: Case) -> bool:
    """Whether the actor worked on the case, asked its owner before, or lives behind its door."""
    asked = actor.account_id is not None and case.follow_ups.filter(made_by_id=actor.account_id)
    return worked_on(actor, case) or bool(asked and asked.exists()) or is_resident_of(actor, case)


def may_improve(actor: Actor, improvement: Improvement) -> bool:
    """Whether the actor answers for an improvement: the department's head, or the manager."""
    if actor.holds(Role.MANAGER, in_community=improvement.community_id):
        return True
    return improvement.department_id in actor.departments(Role.HEAD)


def improvements_for(actor: Actor) -> QuerySet[Improvement]:
    """Return the improvements that the actor may know of: those where they are a superior."""
    if actor.is_administrator:
        return Improvement.objects.exclude(case__targets__staff=actor.staff_id)
    mine = Improvement.objects.filter(community__in=actor.communities(*SUPERIORS))
    return mine.exclude(case__targets__staff=actor.staff_id)


def is_resident_of(actor: Actor, case: Case) -> bool:
    """Whether the actor speaks for the home: reported the case, or belongs to the home today."""
    return is_reporter(actor, case) or (case.home_id is not None and case.home_id in actor.home_ids)


def is_reporter(actor: Actor, case: Case) -> bool:
    """Whether the actor reported the case, and so may take it back."""
    if actor.person_id is None:
        return False
    if case.sealed:
        return SealedReporter.objects.filter(case=case, person=actor.person_id).exists()
    return case.reporter_id == actor.person_id


def may_phone(actor: Actor, case: Case) -> bool:
    """Whether the actor's work on the case needs the reporter's number."""
    if case.sealed:
        return may_see_reporter(actor, case)
    return actor.holds(*OVERSEERS, in_community=case.community_id) or may_work(actor, case)


def may_decline(actor: Actor, case: Case) -> bool:
    """Whether the actor tells the owner that a wish cannot be met (D5)."""
    return may_assign(actor, case) or may_work(actor, case)


def declined_for(actor: Actor) -> QuerySet[DeclinedWish]:
    """Return the declined wishes that the actor may know of: none of a case that is hidden."""
    rows = DeclinedWish.objects.filter(Q(case__isnull=True) | Q(case__in=visible_to(actor)))
    return rows if actor.is_administrator else rows.filter(community__in=actor.communities())


def opinions_for(actor: Actor) -> QuerySet[Opinion]:
    """Return the opinions that the actor may know of.

    Praise of oneself and what one heard, as an overseer all praise; else what became a case that
    one sees.
    """
    mine = Q(praised=actor.staff_id) | Q(heard_by_id=actor.account_id)
    praise = Q(kind=OpinionKind.PRAISE)
    if not actor.is_administrator:
        praise &= mine | Q(community__in=actor.communities(*OVERSEERS))
    return Opinion.objects.filter(praise | Q(case__in=visible_to(actor)))


def may_read_internal(actor: Actor, case: Case) -> bool:
    """Whether the actor may read notes that residents never see."""
    return actor.is_administrator or case.community_id in actor.communities()


# Steps that are other verbs of the loop by another name.
_NAMES = {"take": "assign", "targets": "name", "handlers": "name"}


def _with_opinion(actor: Actor, case: Case, *, hears: bool) -> dict[str, bool]:
    """Return what may be done with a complaint or a suggestion besides the loop (C2-C4)."""
    complaint, superior = case.kind == Kind.COMPLAINT, may_decide(actor, case)
    names = may_name_handlers(actor, case)
    return {
        "hear": complaint and hears,
        "mediate": complaint and superior,
        "targets": complaint and names,
        "handlers": case.sealed and names,
        "verdict": case.kind == Kind.SUGGESTION and superior,
        "carry_out": case.kind == Kind.SUGGESTION and superior,
        "publish": case.kind == Kind.SUGGESTION and superior,
    }


def possible_steps(actor: Actor, case: Case, *, has_worked: bool) -> frozenset[str]:
    """Return the verbs that the actor may do from the case's state, for pages to offer.

    "take" is assigning to oneself. ``has_worked`` says whether the actor was sent in any round;
    closing without the owner's word depends on the tries as well and is not among them.
    """
    desk, works = is_desk(actor, case), may_work(actor, case)
    sends = may_assign(actor, case)
    permitted = {
        "classify": desk,
        "settle_online": desk,
        "withdraw": desk,
        "assign": sends,
        "take": may_take(actor, case),
        "appoint": sends or works,
        "pass_on": sends,
        "take_back": sends or works,
        "wait": (sends or works) and not case.waiting,
        "resume": (sends or works) and bool(case.waiting),
        "escalate": may_escalate(actor, case) and not case.escalated,
        "decide": may_decide(actor, case) and case.escalated,
        "follow_up": actor.holds(*CALLERS, in_community=case.community_id) and not has_worked,
        "write": may_read_internal(actor, case),
        "contact": may_phone(actor, case),
        "decline": sends or works,
        "review": may_decide(actor, case) and case.escalated,
        "again": desk,
        "merge": desk and not case.sealed and not case.guard,
        "separate": desk and case.merged_into_id is not None,
        **_with_opinion(actor, case, hears=desk or sends or works),
    }
    if case.own_ending:
        permitted["follow_up"] = permitted["withdraw"] = False
    return frozenset(
        verb
        for verb, may in permitted.items()
        if may
        and case.state in ALLOWED_FROM[_NAMES.get(verb, verb)]
        and (case.merged_into_id is None or verb in WHEN_MERGED)
    )
