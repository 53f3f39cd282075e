"""An entry of the story, and what whoever tells it looks things up in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from nuanlin.domains.service_desk.models import CaseFile, FilePurpose, Round
from nuanlin.domains.service_desk.origins import Origin
from nuanlin.foundation.audit.models import Event

if TYPE_CHECKING:
    from nuanlin.domains.service_desk.queries.case_page import CasePage


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or attachment in the story; ``caption`` is before, after or empty."""

    file_id: str
    name: str
    is_image: bool
    is_sound: bool
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: a title, the words that belong to it, pictures, a tone."""

    at: datetime
    verb: str
    title: str
    text: str = ""
    quote: str = ""
    tone: str = "plain"
    internal: bool = False
    # Whose report it comes from, where several were joined.
    where: str = ""
    who: str = ""
    photos: list[Photo] = field(default_factory=list)
    # For staff: the call or visit it came from.
    origin: Origin | None = None
    # For staff: when it was noted on a phone whose news came late, and whether its clock was wrong.
    noted_at: datetime | None = None
    clock_wrong: bool = False


class Teller:
    """Looks up what an event speaks of among the rows already read."""

    def __init__(self, page: CasePage, *, for_owner: bool) -> None:
        self.case = page.case
        self.for_owner = for_owner
        self.rounds = {
            (round_.case_id, round_.number): round_ for round_ in [*page.rounds, *page.own_rounds]
        }
        self.messages = {message.pk: message for message in page.messages}
        self.follow_ups = {one.pk: one for one in [*page.follow_ups, *page.told_to_others]}
        self.files = page.files
        self.links = page.links
        self.complaint = page.opinion
        self.joined = {one["id"]: one for one in page.joined}

    def round(self, event: Event) -> Round | None:
        """Return the attempt that the event speaks of."""
        return self.rounds.get((event.subject_id, event.data.get("round", 0)))

    def worker(self, event: Event) -> str:
        """Name who was sent in the event's round."""
        round_ = self.round(event)
        return str(round_.assignee) if round_ is not None else _("A colleague")

    def photos(self, wanted: Callable[[CaseFile], bool]) -> list[Photo]:
        """Return the pictures that belong to an entry."""
        captions = {FilePurpose.BEFORE: _("Before"), FilePurpose.AFTER: _("After")}
        return [
            Photo(
                file_id=str(one.file_id),
                name=one.file.name,
                is_image=one.file.kind == "image",
                is_sound=one.file.kind == "audio",
                caption=captions.get(FilePurpose(one.purpose), ""),
            )
            for one in self.files
            if wanted(one)
        ]


Tell = Callable[[Teller, Event], Entry | None]
