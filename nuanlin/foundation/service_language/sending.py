"""What leaves the office is counted when it leaves: findings by kind, never the words (D4)."""

from typing import Any

from nuanlin.foundation.service_language.queries import checker_for, counted

KEY = "wording"


def wording_of(text: str, community_id: int | None) -> dict[str, Any]:
    """Return what an event keeps of a text that is sent: {"wording": {"command": 1}}.

    Nothing for a text without words. One statement.
    """
    if not text.strip():
        return {}
    return {KEY: counted(one.kind for one in checker_for(community_id).check(text))}
