"""What can be wrong with a roster, told so that the office can put it right.

A code and its parameters are kept, the sentence is made when somebody reads it: in the reader's
own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from nuanlin.foundation.audit.refusals import Refusal

# Why a whole file cannot be used.
REFUSALS = {
    "not_excel": _(
        "This is not an Excel or CSV file. Please save the roster as .xlsx, .xls or .csv."
    ),
    "encrypted": _(
        "This file is protected by a password. Please remove the password in Excel and upload"
        " it again."
    ),
    "empty": _("There is nothing in this file. Please check that it is the right one."),
    "no_heading": _(
        "No row of headings was recognised. Please say which column holds the room and which the"
        " name."
    ),
    "no_building": _("No column says which building a room belongs to. Please say which one does."),
    "too_many_rows": _(
        "This file has something in row %(row)s; a roster may have %(limit)s rows. Please delete"
        " everything below the table."
    ),
    "too_wide": _(
        "This file has something in column %(column)s. Please delete everything to the right of"
        " the table."
    ),
    "too_large": _("This file is larger than %(limit)s MB. Please keep only the roster in it."),
    "bomb": _(
        "Unpacked, this file would be far larger than any roster. Please copy the table into a"
        " new workbook."
    ),
    "damaged": _(
        "This file is damaged and cannot be read. Please open it in Excel, save it again and"
        " upload it."
    ),
    "gone": _("This file is not kept any more. Please upload it again."),
    "wrong_community": _(
        "This roster is of %(named)s, not of %(community)s. Please choose that community."
    ),
}

# What is wrong with one cell; the row it is in is left out, all others are used.
SENTENCES = {
    "formula_error": _("The formula here gives an error."),
    "missing_building": _("The building is missing."),
    "missing_home": _("The room is missing."),
    "missing_name": _("The resident's name is missing."),
    "missing_role": _("It does not say whether this is an owner, family, tenant or temporary."),
    "missing_space": _("The number of the parking space is missing."),
    "missing_number": _("The owner's number is missing."),
    "too_long": _("“%(value)s” is too long: at most %(limit)s characters fit."),
    "not_a_number": _("“%(value)s” is not a number."),
    "not_positive": _("“%(value)s” must be larger than zero."),
    "not_a_date": _("“%(value)s” is not a date."),
    "unknown_kind": _(
        "“%(value)s” is not a known kind of home: 110 home, 120 shop or office, 119 dormitory."
    ),
    "unknown_state": _("“%(value)s” is not a known state of a home: 2001 to 2009."),
    "unknown_role": _(
        "“%(value)s” is not a known kind of resident: 1001 owner, 1002 family, 1003 tenant,"
        " 1004 temporary."
    ),
    "unknown_gender": _("“%(value)s” is not a known gender: 男 or 女."),
    "unknown_lift": _("“%(value)s” should be 有 or 无."),
    "unknown_holding": _("“%(value)s” should be H (rented) or S (sold)."),
    "phone_digits": _("The phone number %(value)s has %(digits)s digits; a mobile number has 11."),
    "phone_invalid": _("“%(value)s” is not a phone number that can be called."),
    "identity_length": _("The identity number has %(digits)s characters; it must have 18."),
    "identity_characters": _("The identity number has characters that do not belong in one."),
    "identity_birth_date": _("The birth date in the identity number does not exist."),
    "identity_check_digit": _(
        "The last character of the identity number does not fit the others: one of them is"
        " mistyped."
    ),
    "identity_rounded": _(
        "Excel has rounded this identity number. Please format the column as text and type it"
        " again."
    ),
    "identity_of_another": _("Row %(row)s gives the same identity number to %(name)s."),
    "identity_differs": _("Row %(row)s gives this person another identity number."),
    "floor_above_top": _("Floor %(floor)s is above the top of the building, which has %(floors)s."),
    "differs_from_home": _("Row %(row)s of the same home says %(other)s here, not %(value)s."),
    "differs_from_entrance": _(
        "Row %(row)s of the same building and entrance says %(other)s here, not %(value)s."
    ),
    "space_twice": _("Row %(row)s is the same parking space."),
    "number_twice": _("Row %(row)s has the same number %(value)s."),
    "no_such_owner": _("The number %(value)s is not among the owners."),
    "no_such_entrance": _(
        "Building %(building)s, entrance %(entrance)s is not among the buildings."
    ),
    "owner_without_home": _("No home and no parking space belongs to the number %(value)s."),
}


class RosterRefusal(Refusal):
    """The whole file cannot be used; nothing was changed."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, refusal_sentence(code, params), field="file")
        self.params = params


def refusal_sentence(code: str, params: Mapping[str, object]) -> str:
    """Return the refusal in the language now active."""
    return gettext(REFUSALS[code]) % params


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one row; ``row`` counts as Excel does, ``heading`` names the column."""

    sheet: str
    row: int
    heading: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong, in the language now active."""
        return gettext(SENTENCES[self.code]) % self.params

    def as_json(self) -> dict[str, Any]:
        """Return what is stored with an import; ``from_json`` gives the problem back."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.heading,
            "code": self.code,
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Problem:
        """Return a stored problem."""
        return cls(
            stored["sheet"], stored["row"], stored["column"], stored["code"], stored["params"]
        )
