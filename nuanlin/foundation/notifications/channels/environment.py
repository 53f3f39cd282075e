"""What an operator has not set."""

from django.conf import settings


def unset(*names: str) -> list[str]:
    """Return the environment variables of those settings that are empty."""
    return [f"NUANLIN_{name}" for name in names if not getattr(settings, name)]
