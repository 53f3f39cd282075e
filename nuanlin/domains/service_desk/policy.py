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
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from nuanlin.domains.service_desk.models import Case, Improvement, Kind, Partner, Round, SavedView
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
    if actor.is_administrator:
        return Case.objects.all()
    seen = Q(community__in=actor.communities(*OVERSEERS))
    if actor.communities() - actor.communities(*OVERSEERS):
        seen |= Q(assignee=actor.staff_id, community__in=actor.communities())
        seen |= Q(department__in=actor.departments(*WORKERS))
        worked_on = Round.objects.filter(case=OuterRef("pk"), assignee=actor.staff_id)
        seen |= Q(Exists(worked_on), community__in=actor.communities(*WORKERS))
    return Case.objects.filter(seen | _as_resident(actor))


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
    return Case.objects.filter(plain, community=partner.community_id)


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
        return Improvement.objects.all()
    return Improvement.objects.filter(community__in=actor.communities(*SUPERIORS))


def is_resident_of(actor: Actor, case: Case) -> bool:
    """Whether the actor speaks for the home: reported the case, or belongs to the home today."""
    mine = actor.person_id is not None and case.reporter_id == actor.person_id
    return mine or (case.home_id is not None and case.home_id in actor.home_ids)


def is_reporter(actor: Actor, case: Case) -> bool:
    """Whether the actor reported the case, and so may take it back."""
    return actor.person_id is not None and case.reporter_id == actor.person_id


def may_phone(actor: Actor, case: Case) -> bool:
    """Whether the actor's work on the case needs the reporter's number."""
    return actor.holds(*OVERSEERS, in_community=case.community_id) or may_work(actor, case)


def may_read_internal(actor: Actor, case: Case) -> bool:
    """Whether the actor may read notes that residents never see."""
    return actor.is_administrator or case.community_id in actor.communities()


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
        "review": may_decide(actor, case) and case.escalated,
        "again": desk,
        "merge": desk,
        "separate": desk and case.merged_into_id is not None,
    }
    if case.own_ending:
        permitted["follow_up"] = permitted["withdraw"] = False
    return frozenset(
        verb
        for verb, may in permitted.items()
        if may
        and case.state in ALLOWED_FROM["assign" if verb == "take" else verb]
        and (case.merged_into_id is None or verb in WHEN_MERGED)
    )
