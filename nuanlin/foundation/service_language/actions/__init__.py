"""Verbs of service language: what an office says, what it does not say, what its people know."""

from nuanlin.foundation.service_language.actions.entries import (
    add_entry,
    change_entry,
    remove_entry,
)
from nuanlin.foundation.service_language.actions.phrases import (
    PhraseFacts,
    add_phrase,
    change_phrase,
    move_phrase,
    switch_brought_off,
    switch_phrase,
)
from nuanlin.foundation.service_language.actions.quiz import take_quiz

__all__ = [
    "PhraseFacts",
    "add_entry",
    "add_phrase",
    "change_entry",
    "change_phrase",
    "move_phrase",
    "remove_entry",
    "switch_brought_off",
    "switch_phrase",
    "take_quiz",
]
