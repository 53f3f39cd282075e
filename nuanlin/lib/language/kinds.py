"""What may be wrong in a text, in the words of the office's own rules (section 七 and 八)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


class Kind(StrEnum):
    """What a finding says of a text. The first four are the ways of speaking to be avoided."""

    INTERROGATION = "interrogation"
    DOUBT = "doubt"
    COMMAND = "command"
    MOCKERY = "mockery"
    MISSING_PLEASE = "missing_please"
    MISSING_THANKS = "missing_thanks"
    MISSING_APOLOGY = "missing_apology"
    PRIVATE = "private"
    GAP = "gap"


def title(kind: Kind) -> str:
    """Return the name of a kind for a reader: 质问, 怀疑, 命令 …"""
    return {
        Kind.INTERROGATION: pgettext("way of speaking", "Interrogation"),
        Kind.DOUBT: pgettext("way of speaking", "Doubt"),
        Kind.COMMAND: pgettext("way of speaking", "Command"),
        Kind.MOCKERY: pgettext("way of speaking", "Mockery"),
        Kind.MISSING_PLEASE: _("Without “please”"),
        Kind.MISSING_THANKS: _("Without thanks"),
        Kind.MISSING_APOLOGY: _("Without an apology"),
        Kind.PRIVATE: _("Private"),
        Kind.GAP: _("Not filled in"),
    }[kind]


def explanation(kind: Kind) -> str:
    """Return the sentence that tells a writer why this was marked and what to do instead."""
    return {
        Kind.INTERROGATION: _(
            "This sounds like an interrogation. Ask instead, beginning with “May I ask”."
        ),
        Kind.DOUBT: _(
            "This sounds as if the owner were not believed. Thank them, and say that you will look."
        ),
        Kind.COMMAND: _("This sounds like an order. Ask for help instead, or offer a choice."),
        Kind.MOCKERY: _(
            "This may hurt. Show that you understand, and explain or offer help instead."
        ),
        Kind.MISSING_PLEASE: _("Something is asked for here: begin with “please”."),
        Kind.MISSING_THANKS: _("The owner has done something for us: say thank you."),
        Kind.MISSING_APOLOGY: _(
            "This is inconvenient for the owner: apologise, and offer another way if there is one."
        ),
        Kind.PRIVATE: _(
            "This tells something private about somebody. Leave it out, or hide part of it."
        ),
        Kind.GAP: _("Something is still to be filled in here."),
    }[kind]
