"""Who runs the house: a higher domain knows it, and says so here."""

from collections.abc import Callable

Ask = Callable[[], list[int]]
_known: list[Ask] = []


def known_by(ask: Ask) -> None:
    """Let ``ask`` say which accounts administer; called in ``AppConfig.ready``."""
    _known.append(ask)


def administrators() -> list[int]:
    """Return the accounts of all who administer today."""
    return sorted({account for ask in _known for account in ask()})
