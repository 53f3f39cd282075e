"""With whom to try the demonstration: one account a role."""

from dataclasses import dataclass

from nuanlin.demonstration.staff import COLLEAGUES, PASSWORD
from nuanlin.foundation.accounts.models import User
from nuanlin.lib import phones

OWNER_PHONE = "13800138001"
MOTHER_PHONE = "13800138002"


@dataclass(frozen=True, slots=True)
class DemonstrationAccount:
    """What to type, and who one is then."""

    role: str
    sign_in: str
    password: str
    who: str


def demonstration_accounts() -> list[DemonstrationAccount]:
    """Return one account a role, or none where the demonstration is not loaded."""
    if not User.objects.filter(username=phones.canonical(OWNER_PHONE), is_active=True).exists():
        return []
    accounts = [
        DemonstrationAccount("owner", OWNER_PHONE, PASSWORD, "周建国 · 3-1-501"),
        DemonstrationAccount("owner's mother", MOTHER_PHONE, PASSWORD, "王秀英 · 3-1-501"),
    ]
    roles = set()
    for colleague in COLLEAGUES:
        if colleague.role not in roles:
            roles.add(colleague.role)
            role = str(colleague.role.value).replace("_", " ")
            accounts.append(
                DemonstrationAccount(role, colleague.username, PASSWORD, colleague.name)
            )
    return accounts
