"""What a channel is: the one small interface that every way out of the house speaks.

Each way has a folder of its own beside this file whose package holds ``CHANNEL``. The engine
(``delivering``) keeps order, pace and exactly-once; a channel only speaks its protocol.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

from nuanlin.foundation.notifications.models import Way


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel needs to send one message; ``url`` is a path of ours."""

    key: str
    address: str
    title: str
    text: str
    url: str = ""
    template: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    urgent: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The service has taken it. ``cost`` in yuan; None: the administrators' price counts."""

    provider_id: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """It has arrived: the service itself says so."""

    provider_id: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Permanent:
    """It will never be taken; ``address_fault`` marks the address, ``refused`` as unwanted."""

    code: str
    words: str = ""
    address_fault: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """It was certainly not sent, and may be tried again (not before ``after_seconds``)."""

    code: str
    words: str = ""
    after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """The line broke after it was handed over: ``outcome_of`` is asked some minutes later."""

    words: str = ""


Answer = Sent | Delivered | Permanent | Later | Unknown


class Down(Exception):
    """The service cannot be reached or takes nothing: not one parcel of the batch was sent."""


class Channel(Protocol):
    """One way out of the house."""

    way: Way
    # Parcels a call of ``send``, which must come back within two minutes.
    at_once: int
    # Messages a second until the administrators set another pace.
    rate: float

    def missing(self) -> list[str]:
        """Return the environment variables that are not set; [] when the way is set up."""
        ...

    def send(self, parcels: Sequence[Parcel]) -> Sequence[Answer]:
        """Send them and answer for each, in their order.

        Raises Down only when none was sent: all are tried later. After any other exception nobody
        knows: ``outcome_of`` is asked for each.
        """
        ...

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Return what became of a parcel that may have been sent; None when nobody can know.

        ``Later`` says that it may be sent again without harm: it was never sent, or the service
        keeps doubles of one key from the person. After None it counts as failed ("uncertain").
        """
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a service tells later about a parcel, named by its own number or by our key.

    Where one number stands for a whole batch, ``address`` tells its parcels apart.
    """

    answer: Delivered | Permanent
    provider_id: str = ""
    address: str = ""
    key: str = ""
    at: datetime | None = None


@runtime_checkable
class Reporting(Protocol):
    """A channel whose service tells later what became of a message."""

    # What the service wants to read, or it sends the same again.
    thanks: str

    def receipts(self, body: bytes) -> list[Receipt]:
        """Return what a service has sent to our door; [] for what cannot be read."""
        ...


@runtime_checkable
class Signing(Protocol):
    """A channel whose service signs what it sends to our door."""

    def signed(self, query: Mapping[str, str]) -> bool:
        """Whether the service itself has asked, by the parameters of its address."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A channel whose people may write to our door, and read the answer where they wrote."""

    def answer_to(self, body: bytes) -> str:
        """Do what somebody asks for and return the answer as XML; "" for nothing of the kind."""
        ...
