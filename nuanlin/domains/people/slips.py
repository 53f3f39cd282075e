"""What is printed on a code slip (A5)."""

from dataclasses import dataclass
from datetime import date, timedelta

CODE_LENGTH = 12
LASTS = timedelta(days=30)
PURPOSE = "access"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip: whose door and name, the code in groups, and until when it is good.

    ``name`` is masked; it is empty where whoever brings the slip gives their own.
    ``more`` counts further homes of the same person that the slip opens too.
    """

    plate: str
    name: str
    role: str
    code: str
    expires_on: date
    community: str
    hotline: str
    more: int = 0
