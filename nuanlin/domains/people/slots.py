"""Places on our pages that rooms above fill, known by the names of their routes alone.

A room that is not there leaves its slot empty, so this domain stands without those above it.
"""

from django.urls import NoReverseMatch, reverse

# Fragments about a home, loaded after its page: open and past cases, calls.
HOME_SLOTS = ("service_desk:home_cases", "reception:home_calls")


def optional_url(name: str, *args: object) -> str | None:
    """Return the path of a route, or None when no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def home_slots(home_id: int) -> list[str]:
    """Return the addresses of the fragments that other rooms show about a home."""
    found = (optional_url(name, home_id) for name in HOME_SLOTS)
    return [address for address in found if address]
