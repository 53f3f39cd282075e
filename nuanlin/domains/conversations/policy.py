"""Who may read a conversation, and who may move it.

| role                             | sees                                  | may                            |
|----------------------------------|---------------------------------------|--------------------------------|
| administrator                    | every conversation                    | everything                     |
| manager, front desk, head, care  | those of the community                | answer, note, take, hand over  |
| engineer, cleaner, guard, finance| those given to them or the department | the same, until it is given on |
| resident                         | the own one, also after moving out    | write while living there       |

Nobody meets the own conversation in the office: its notes are about its reader. What became a matter
of confidence is left to the resident and to whoever of the office wrote that down.
"""

from django.db.models import Q, QuerySet

from nuanlin.domains.conversations.models import Conversation, Message
from nuanlin.foundation.accounts.actors import Actor, Role
from nuanlin.foundation.audit.refusals import Missing

OVERSEERS = (Role.FRONT_DESK, Role.MANAGER, Role.HEAD, Role.CARE)
GIVERS = (Role.FRONT_DESK, Role.MANAGER, Role.HEAD)


def visible_to(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that ``actor`` may read, on either side."""
    return Conversation.objects.filter(_in_office(actor) | _own(actor))


def in_office_of(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that ``actor`` may read as the office, with their notes."""
    return Conversation.objects.filter(_in_office(actor))


def own(actor: Actor) -> QuerySet[Conversation]:
    """Return the conversations that ``actor`` leads as a resident, past ones too."""
    return Conversation.objects.filter(_own(actor))


def messages_in_office_of(actor: Actor) -> QuerySet[Message]:
    """Return the messages that ``actor`` may read as the office, of whatever conversations."""
    return Message.objects.filter(
        Q(confided_to__isnull=True) | Q(confided_to=actor.account_id, confided_to__isnull=False)
    )


def _own(actor: Actor) -> Q:
    return Q(person=actor.person_id, person__isnull=False)


def _in_office(actor: Actor) -> Q:
    if actor.is_administrator:
        seen = Q()
    else:
        seen = Q(community__in=actor.communities(*OVERSEERS))
        others = actor.communities() - actor.communities(*OVERSEERS)
        if others:
            given = Q(department__in=actor.departments()) | Q(assignee=actor.staff_id)
            seen |= given & Q(community__in=others)
    return seen & ~_own(actor) if actor.person_id is not None else seen


def is_own(actor: Actor, conversation: Conversation) -> bool:
    """Whether the actor is the resident of the conversation."""
    return actor.person_id is not None and conversation.person_id == actor.person_id


def may_write_to(actor: Actor, community_id: int) -> bool:
    """Whether the actor lives in the community, or owns a home there, today."""
    return actor.person_id is not None and any(
        home.community_id == community_id for home in actor.homes
    )


def may_give(actor: Actor, conversation: Conversation) -> bool:
    """Whether the actor may give the conversation to somebody: the desk, or whoever has it."""
    if actor.holds(*GIVERS, in_community=conversation.community_id):
        return True
    return actor.staff_id is not None and conversation.assignee_id == actor.staff_id


def possible_steps(actor: Actor, conversation: Conversation) -> frozenset[str]:
    """Return what the office may do next, for pages to offer."""
    mine = actor.staff_id is not None and conversation.assignee_id == actor.staff_id
    gives = may_give(actor, conversation)
    permitted = {
        "answer": True,
        "note": True,
        "turn": actor.holds(*OVERSEERS, in_community=conversation.community_id),
        "take": actor.staff_id is not None and not mine and conversation.assignee_id is None,
        "assign": gives,
        "hand_over": gives,
        "rest": not conversation.waiting and not conversation.resting,
        "reopen": conversation.resting,
    }
    return frozenset(verb for verb, may in permitted.items() if may)


def at_inbox_of(actor: Actor, community_id: int) -> None:
    """Raise Missing unless the actor works in the community: to others it has no inbox."""
    known = {place.id for place in actor.workplaces}
    if not actor.holds(in_community=community_id) or (known and community_id not in known):
        raise Missing


def may_set_hours(actor: Actor, community_id: int) -> bool:
    """Whether the actor sets when the office answers."""
    return actor.holds(Role.MANAGER, in_community=community_id)
