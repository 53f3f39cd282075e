"""Who is told what about a conversation outside its page (B7)."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from nuanlin.domains.conversations.models import Conversation
from nuanlin.domains.people.models import Post, StaffMember
from nuanlin.domains.people.queries import running
from nuanlin.domains.people.queries.duty import on_duty
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions import Telling
from nuanlin.foundation.notifications.models import Category


def tellings_for(event: Event) -> Iterator[Telling]:
    """Yield what the office is told: of a conversation that was given, and of new words in it."""
    conversation = Conversation.objects.select_related("person", "assignee").get(
        pk=event.data["conversation"]
    )
    if event.verb == "conversation.said":
        yield _for_office(conversation, _assignee(conversation), N_("%(name)s has written to you"))
    elif event.data.get("to"):
        text = N_("A conversation is yours now: %(name)s")
        yield _for_office(conversation, _assignee(conversation), text)
    else:
        text = N_("A conversation for your department: %(name)s")
        yield _for_office(conversation, _department(conversation), text)


def for_resident(conversation: Conversation) -> Telling:
    """Return what the resident is told of answers they have not looked at."""
    return Telling(
        account_ids=[conversation.person.account_id],
        text=N_("The office has written to you"),
        url=reverse("conversations:my_talk"),
        category=Category.CONVERSATIONS,
    )


def for_superior(conversation: Conversation) -> Telling:
    """Return what the superior is told of an answer that is overdue."""
    text = N_("Still without an answer: %(name)s")
    return _for_office(conversation, _superiors(conversation), text)


def _for_office(conversation: Conversation, accounts: list[int | None], text: str) -> Telling:
    return Telling(
        account_ids=accounts,
        text=text,
        values={"name": conversation.person.name},
        url=reverse("conversations:conversation", args=[conversation.pk]),
        category=Category.OFFICE,
    )


def _assignee(conversation: Conversation) -> list[int | None]:
    return [conversation.assignee.account_id] if conversation.assignee is not None else []


def _department(conversation: Conversation) -> list[int | None]:
    posts = Post.objects.filter(running(timezone.localdate()), department=conversation.department)
    return list(posts.values_list("staff__account", flat=True).distinct())


def _superiors(conversation: Conversation) -> list[int | None]:
    """Return the heads of the department, else the managers; those on duty alone where any is."""
    posts = Post.objects.filter(running(timezone.localdate()), community=conversation.community_id)
    heads = posts.filter(Q(role=Role.HEAD, department=conversation.department_id))
    if conversation.department_id is None or not heads.exists():
        heads = posts.filter(role=Role.MANAGER)
    staff = StaffMember.objects.filter(pk__in=heads.values("staff"))
    here = staff.filter(pk__in=on_duty(conversation.community_id, timezone.now()).values("pk"))
    return list(here.values_list("account", flat=True)) or list(
        staff.values_list("account", flat=True)
    )
