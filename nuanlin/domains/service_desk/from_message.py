"""A message of a resident becomes a case, and both say so (I2)."""

from collections.abc import Collection

from nuanlin.domains.conversations import links
from nuanlin.domains.conversations.actions import confide_message, link_message
from nuanlin.domains.conversations.models import MessageLink
from nuanlin.domains.conversations.queries import message_to_turn
from nuanlin.domains.people.queries import account_with_actor
from nuanlin.domains.service_desk import policy
from nuanlin.domains.service_desk.models import Case, CaseFile, FilePurpose
from nuanlin.domains.service_desk.queries.from_message import CASE, message_in
from nuanlin.foundation.accounts.actors import SYSTEM, Actor
from nuanlin.foundation.accounts.models import User
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.foundation.audit.subscriptions import subscribe


def listen() -> None:
    """Hear of cases recorded from messages, and say where cases are shown."""
    kind = links.Kind("service_desk:case", "service_desk:my_case", _visible)
    links.offer(CASE, kind)
    subscribe("case.recorded", link_origin)


def link_origin(recorded: Event) -> None:
    """Link a case with the message it came from, whose photos it shows too.

    Runs in the transaction of the record. Nothing leads to a confidential case. Raises Missing for
    a message that is not to be read by whoever recorded, or of another community.
    """
    message_id = message_in(str(recorded.data.get("contact", "")))
    if message_id is None:
        return
    case = Case.objects.get(pk=recorded.subject_id)
    if case.sealed:
        return
    by = _who(recorded.account_id)
    message = message_to_turn(by, message_id)
    if message.conversation.community_id != case.community_id:
        raise Missing
    link_message(message.pk, subject_type=CASE, subject_id=case.pk, label=case.number, by=by)
    CaseFile.objects.bulk_create(
        (
            CaseFile(case=case, file=kept.file, purpose=FilePurpose.REPORT)
            for kept in message.files.all()
        ),
        ignore_conflicts=True,
    )


def confide(contact: str, community_id: int, *, by: Actor) -> None:
    """Leave a message to who sent it and to ``by``, who wrote it down in confidence (C1)."""
    message_id = message_in(contact)
    if message_id is not None:
        confide_message(message_id, community_id=community_id, by=by)


def confide_behind(case: Case, *, by: Actor) -> None:
    """Leave the messages that a case came from to who sent them and to ``by`` (C1)."""
    links = MessageLink.objects.filter(subject_type=CASE, subject_id=case.pk)
    for message_id in links.values_list("message", flat=True):
        confide_message(message_id, community_id=case.community_id, by=by)


def _who(account_id: int | None) -> Actor:
    account = account_with_actor(User.objects.filter(pk=account_id)) if account_id else None
    return account.actor if account is not None else SYSTEM


def _visible(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(policy.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
