"""Verbs of conversations, one facet a file."""

from nuanlin.domains.conversations.actions.hours import OfficeFacts, set_office_hours
from nuanlin.domains.conversations.actions.linking import confide_message, link_message
from nuanlin.domains.conversations.actions.moving import (
    assign,
    hand_over,
    reopen,
    rest,
    return_of_all_gone,
    return_of_away,
    return_of_ended_post,
    take,
)
from nuanlin.domains.conversations.actions.reading import mark, typing
from nuanlin.domains.conversations.actions.telling import tell_of_late, tell_of_unseen
from nuanlin.domains.conversations.actions.writing import answer, note, say

__all__ = [
    "OfficeFacts",
    "answer",
    "assign",
    "confide_message",
    "hand_over",
    "link_message",
    "mark",
    "note",
    "reopen",
    "rest",
    "return_of_all_gone",
    "return_of_away",
    "return_of_ended_post",
    "say",
    "set_office_hours",
    "take",
    "tell_of_late",
    "tell_of_unseen",
    "typing",
]
