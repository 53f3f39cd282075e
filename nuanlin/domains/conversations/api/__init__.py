"""The API of the talk between residents and the office."""

from nuanlin.domains.conversations.api import office, talk

# One router: what the office adds hangs on the same paths.
router = talk.router

__all__ = ["office", "router", "talk"]
