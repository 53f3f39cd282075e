"""The API of notices and of who knows of them."""

from nuanlin.domains.notices.api import ledger, mine, office, rounds
from nuanlin.domains.notices.api.routing import router

__all__ = ["ledger", "mine", "office", "rounds", "router"]
