"""Reads about people, one facet a file: who acts, who lives where, who may come in."""

from nuanlin.domains.people.queries.actors import (
    account_with_actor,
    current_occupancies,
    running,
)

__all__ = ["account_with_actor", "current_occupancies", "running"]
