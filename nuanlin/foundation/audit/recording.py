"""Writing events, and doing a retried request only once."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from django.db import IntegrityError
from django.db.models import Model, Q

from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.audit.subscriptions import hand_on

Made = TypeVar("Made")


class Author(Protocol):
    """Whoever acts: all that the audit needs to know."""

    @property
    def account_id(self) -> int | None: ...

    @property
    def request_key(self) -> str | None: ...


def record(
    verb: str,
    *,
    subject: Model,
    by: Author,
    community_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Write that ``by`` did ``verb`` to ``subject``, in the transaction of the change itself.

    Raises IntegrityError if the same request was carried out before (see ``once``).
    """
    event = Event.objects.create(
        verb=verb,
        account_id=by.account_id,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        community_id=community_id,
        data=data or {},
        request_key=by.request_key,
    )
    hand_on(event)
    return event


class ShownOnce(Generic[Made]):
    """An act for ``once`` whose action returns its subject with what is shown this one time.

    ``made`` is that key, code or secret; None where the same request came again, for it was shown
    the first time.
    """

    def __init__(self, act: Callable[[], tuple[Model, Made]]) -> None:
        self._act = act
        self.made: Made | None = None

    def __call__(self) -> Model:
        subject, self.made = self._act()
        return subject


def once(act: Callable[[], Model], *, by: Author) -> int:
    """Carry out ``act`` unless this request was carried out before; return its subject's id.

    ``act`` calls one action and returns the subject of its event. A second arrival of the same
    ``by.request_key`` either meets the unique event or is refused by a guard that the first one
    already passed; both answer with the first one's subject.
    """
    try:
        return int(act().pk)
    except (IntegrityError, Refusal):
        # Whoever is kept out of what they did is found by the key alone, which nobody else has.
        same = Q(account_id=by.account_id) | Q(account_id__isnull=True)
        done = Event.objects.filter(
            same, request_key=by.request_key, request_key__isnull=False
        ).first()
        if done is None:
            raise
        return done.subject_id
