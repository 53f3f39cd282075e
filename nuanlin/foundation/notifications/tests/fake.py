"""A channel of the tests: a service with a list of its own that does what it is told to."""

from collections.abc import Callable, Sequence

from nuanlin.foundation.notifications.channels.base import Answer, Later, Parcel, Sent
from nuanlin.foundation.notifications.models import Way

Behaviour = Callable[[Sequence[Parcel]], Sequence[Answer] | None]


class Service:
    """Takes what it is given; ``behave`` may answer otherwise (None: as usual) or raise."""

    def __init__(self, way: Way = Way.EMAIL, *, at_once: int = 50, rate: float = 1000) -> None:
        self.way, self.at_once, self.rate = way, at_once, rate
        self.taken: list[Parcel] = []
        self.behave: Behaviour = lambda parcels: None
        # Whether it can say what became of a key.
        self.remembers = False

    @property
    def keys(self) -> list[str]:
        """The keys of what was taken, in order."""
        return [parcel.key for parcel in self.taken]

    def missing(self) -> list[str]:
        """It is always set up."""
        return []

    def send(self, parcels: Sequence[Parcel]) -> Sequence[Answer]:
        """Take the parcels, unless told otherwise."""
        answers = self.behave(parcels)
        if answers is not None:
            return answers
        self.taken += parcels
        return [Sent(f"no-{parcel.key}") for parcel in parcels]

    def outcome_of(self, parcel: Parcel) -> Answer | None:
        """Say what became of it, if it remembers."""
        if not self.remembers:
            return None
        return Sent(f"no-{parcel.key}") if parcel.key in self.keys else Later("never_came")
