"""Who has a conversation: taking, giving, handing over, letting it rest (I2)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nuanlin.domains.conversations import policy
from nuanlin.domains.conversations.actions.writing import put_aside
from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.conversations.thread import allow, locked_in_office, tell, written
from nuanlin.domains.people.models import Department, Post, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.people.queries.duty import absent
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.jobs.tasks import defer


@transaction.atomic
def take(conversation_id: int, *, by: Actor) -> Conversation:
    """Take a conversation that nobody has. Raises Missing, Refusal if a colleague was faster."""
    conversation = locked_in_office(conversation_id, by=by)
    allow(by.staff_id is not None)
    if conversation.assignee_id == by.staff_id:
        return conversation
    if conversation.assignee is not None:
        raise Refusal(
            "taken_meanwhile",
            _("A colleague was faster: %(name)s has it now.")
            % {"name": str(conversation.assignee)},
        )
    conversation.assignee_id = by.staff_id
    conversation.save(update_fields=["assignee"])
    tell(conversation, "conversation.taken", by=by, to=by.staff_id)
    return conversation


@transaction.atomic
def assign(conversation_id: int, *, to: int, by: Actor) -> Conversation:
    """Give a conversation to the staff member ``to``. Raises as ``hand_over``."""
    return hand_over(conversation_id, to_staff=to, by=by)


@transaction.atomic
def hand_over(
    conversation_id: int,
    *,
    to_staff: int | None = None,
    to_department: int | None = None,
    note: str = "",
    by: Actor,
) -> Conversation:
    """Give a conversation with its whole history to a colleague, or to a department (I2).

    A department's is nobody's until one of its people takes it. ``note`` stays in the office.
    Raises Missing, Refusal for who may not give it and for whom it cannot be given to.
    """
    conversation = locked_in_office(conversation_id, by=by)
    allow(policy.may_give(by, conversation))
    previous = conversation.assignee_id
    if to_staff is not None:
        _give_to_staff(conversation, to_staff)
    else:
        _give_to_department(conversation, to_department)
    event = tell(
        conversation,
        "conversation.handed_over",
        by=by,
        to=to_staff,
        department=to_department,
        previous=previous,
    )
    if note.strip():
        put_aside(conversation, written(note, ()), (), None, by)
    conversation.save()
    _have_told(event)
    return conversation


@transaction.atomic
def rest(conversation_id: int, *, by: Actor) -> Conversation:
    """Put an answered conversation aside until the resident writes again.

    Raises Missing, Refusal while anything is unanswered.
    """
    conversation = locked_in_office(conversation_id, by=by)
    if conversation.waiting:
        raise Refusal("unanswered", _("The resident still waits. Please answer first."))
    if not conversation.resting:
        conversation.rested_at = timezone.now()
        conversation.save(update_fields=["rested_at"])
        tell(conversation, "conversation.rested", by=by)
    return conversation


@transaction.atomic
def reopen(conversation_id: int, *, by: Actor) -> Conversation:
    """Take up again a conversation that was put aside. Raises Missing."""
    conversation = locked_in_office(conversation_id, by=by)
    if conversation.resting:
        conversation.rested_at = None
        conversation.save(update_fields=["rested_at"])
        tell(conversation, "conversation.reopened", by=by)
    return conversation


def return_of_ended_post(ended: Event) -> None:
    """A post ended: what its holder can no longer see to is nobody's again (A3).

    Subscribed to "post.ended"; runs in the same transaction.
    """
    if ended.community_id is not None:
        _return(Conversation.objects.filter(
            assignee=ended.data["staff"], community=ended.community_id
        ))  # fmt: skip


def return_of_away(noted: Event) -> None:
    """Somebody is away: from the first day on what they have is nobody's again (A3).

    Subscribed to "staff.away"; an absence that begins later is seen to on its first day.
    """
    _return(Conversation.objects.filter(assignee=noted.data["staff"]))


@transaction.atomic
def return_of_all_gone() -> int:
    """Return to the inbox what those have who are away today or have left; return how many."""
    return _return(Conversation.objects.filter(assignee__isnull=False))


def _return(held: QuerySet[Conversation]) -> int:
    """Make nobody's what is held by people who are away or hold no post there today."""
    today = timezone.localdate()
    here = Post.objects.filter(
        running(today), Q(community=OuterRef("community")) | Q(community__isnull=True),
        staff=OuterRef("assignee"),
    )  # fmt: skip
    away = absent(today).filter(staff=OuterRef("assignee"))
    gone = Conversation.objects.filter(pk__in=held.values("pk")).filter(
        Exists(away) | ~Exists(here)
    )
    rows = list(gone.select_for_update(of=("self",)).order_by("pk"))
    for conversation in rows:
        previous, conversation.assignee_id = conversation.assignee_id, None
        conversation.save(update_fields=["assignee"])
        tell(conversation, "conversation.returned", by=SYSTEM, previous=previous)
    return len(rows)


def _give_to_staff(conversation: Conversation, staff_id: int) -> None:
    today = timezone.localdate()
    post = Post.objects.filter(
        running(today), staff=staff_id, community=conversation.community_id
    ).first()
    if post is None:
        raise Refusal("not_posted", _("Please choose a colleague from here."), field="to_staff")
    if conversation.assignee_id == staff_id:
        raise Refusal(
            "already_theirs",
            _("%(name)s already has this conversation.")
            % {"name": str(StaffMember.objects.get(pk=staff_id))},
            field="to_staff",
        )
    conversation.assignee_id = staff_id


def _give_to_department(conversation: Conversation, department_id: int | None) -> None:
    department = Department.objects.filter(
        pk=department_id or 0, community=conversation.community_id, retired=False
    ).first()
    if department is None:
        raise Refusal(
            "no_receiver", _("Please choose a colleague or a department."), field="to_department"
        )
    conversation.department, conversation.assignee_id = department, None


def _have_told(event: Event) -> None:
    from nuanlin.domains.conversations.jobs import tell_about

    defer(tell_about, event_id=event.pk)
