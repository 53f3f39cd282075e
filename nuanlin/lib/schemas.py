"""Bounded types for everything that the API takes in: whatever is sent, the database can hold it.

PostgreSQL's text holds no NUL, its bigint ends at 2**63 - 1, and a day far outside a person's life
overflows as soon as one counts from it.
"""

import unicodedata
from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, WithJsonSchema

FIRST_DAY = date(1880, 1, 1)
LAST_DAY = date(2200, 12, 31)


def fits(longest: int) -> AfterValidator:
    """Return the check that a text is storable, also after ``plain`` and capitals widened it."""

    def check(text: str) -> str:
        if "\x00" in text:
            raise ValueError("must not contain NUL")
        widest = text if text.isascii() else unicodedata.normalize("NFKC", text)
        if max(len(widest), len(widest.upper())) > longest:
            raise ValueError(f"must not be longer than {longest} characters")
        return text

    return AfterValidator(check)


def _conceivable(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


def _conceivable_moment(moment: datetime) -> datetime:
    # Before any arithmetic: near the ends of the calendar a change of time zone overflows.
    _conceivable(moment.replace(tzinfo=None).date())
    return moment.astimezone(UTC)


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Day = Annotated[date, AfterValidator(_conceivable)]
Moment = Annotated[AwareDatetime, AfterValidator(_conceivable_moment)]
# JSON Schema's own "time" wants an offset, which a time of day here does not have.
_TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
TimeOfDay = Annotated[time, WithJsonSchema({"type": "string", "pattern": _TIME_OF_DAY})]
Cursor = Annotated[str, Field(max_length=500), fits(500)]

Tag = Annotated[str, Field(max_length=20), fits(20)]
Label = Annotated[str, Field(max_length=30), fits(30)]
Name = Annotated[str, Field(max_length=60), fits(60)]
Place = Annotated[str, Field(max_length=100), fits(100)]
Line = Annotated[str, Field(max_length=200), fits(200)]
Note = Annotated[str, Field(max_length=500), fits(500)]
Paragraph = Annotated[str, Field(max_length=1000), fits(1000)]
Words = Annotated[str, Field(max_length=2000), fits(2000)]
Story = Annotated[str, Field(max_length=4000), fits(4000)]
# A password is hashed, never stored: only its length is bounded, so that hashing stays quick.
Password = Annotated[str, Field(min_length=1, max_length=200), fits(200)]
