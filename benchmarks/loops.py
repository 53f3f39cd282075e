"""Writing over HTTP: creating a case, and a case's whole loop to the satisfied owner."""

from benchmarks.client import Browser, Program
from benchmarks.measuring import Work
from benchmarks.town import Resident, Town, session_of, token_of
from nuanlin.domains.people.models import StaffMember
from nuanlin.domains.service_desk.models import Category

SERVICE = "water-leak"
_SAID = "厨房水管漏水，接头那里一直滴"
_STARS = {"attitude": 5, "speed": 4, "quality": 5}


class Pages:
    """A resident, an assistant and an engineer, each in a browser, and one case after another."""

    def __init__(
        self, port: int, resident: Resident, assistant: StaffMember, engineer: StaffMember
    ) -> None:
        report = f"/report/?service={SERVICE}"
        self._report = report
        self._resident = Browser(port, session_of(resident.account_id), report)
        self._assistant = Browser(port, session_of(assistant.account_id), "/staff/cases/new/")
        self._engineer = Browser(port, session_of(engineer.account_id), "/account/")
        self._home = f"home:{resident.home_id}"
        self._engineer_id = engineer.pk
        self._category = Category.objects.get(code=SERVICE).pk

    def create(self) -> int:
        """Report something; returns the case."""
        sent = self._resident.post(
            self._report, description=_SAID, where=self._home, when="any", common_area="", place=""
        )
        return sent.case_id

    def loop(self) -> None:
        """Take a case from the report to the owner's "now it is right": seven requests."""
        pk = self.create()
        case, job = f"/staff/cases/{pk}", f"/staff/my-jobs/{pk}"
        self._assistant.post(
            f"{case}/classify/",
            category=self._category,
            urgency="urgent",
            kind="repair",
            title="厨房水管漏水",
        )
        self._assistant.post(f"{case}/assign/", to=self._engineer_id, instruction="")
        self._engineer.post(f"{job}/steps/", step="accept")
        self._engineer.post(f"{job}/steps/", step="arrive")
        self._engineer.post(f"{job}/completion/", found="密封圈老化", work="更换密封圈，试水正常")
        self._resident.post(f"/cases/{pk}/answer/", outcome="satisfied", words="", **_STARS)


class Api:
    """The same three people as programs."""

    def __init__(
        self, port: int, resident: Resident, assistant: StaffMember, engineer: StaffMember
    ) -> None:
        self._resident = Program(port, token_of(resident.account_id))
        self._assistant = Program(port, token_of(assistant.account_id))
        self._engineer = Program(port, token_of(engineer.account_id))
        self._home_id = resident.home_id
        self._engineer_id = engineer.pk
        self._category = Category.objects.get(code=SERVICE).pk

    def create(self) -> int:
        """Report something; returns the case."""
        sent = {"description": _SAID, "category_id": self._category, "home_id": self._home_id}
        return int(self._resident.post("cases", sent, expected=201)["id"])

    def loop(self) -> None:
        """Take a case from the report to the owner's "now it is right": seven requests."""
        case = f"cases/{self.create()}"
        self._assistant.post(
            f"{case}/classification", {"category_id": self._category, "urgency": "urgent"}
        )
        self._assistant.post(f"{case}/assignment", {"staff_id": self._engineer_id})
        self._engineer.post(f"{case}/acceptance")
        self._engineer.post(f"{case}/arrival")
        self._engineer.post(f"{case}/completion", {"work": "更换密封圈，试水正常"})
        self._resident.post(f"{case}/answer", {"outcome": "satisfied", "marks": _STARS})


def clients(town: Town, port: int, number: int, *, api: bool) -> list["Pages | Api"]:
    """Return ``number`` groups of three people, each at a home of its own."""
    kind = Api if api else Pages
    return [
        kind(
            port,
            town.residents[turn],
            town.assistants[turn % len(town.assistants)],
            town.engineers[turn % len(town.engineers)],
        )
        for turn in range(number)
    ]


def creating(groups: list["Pages | Api"]) -> list[Work]:
    """Return the work of each group that only reports."""
    return [group.create for group in groups]


def looping(groups: list["Pages | Api"]) -> list[Work]:
    """Return the work of each group that goes through the whole loop."""
    return [group.loop for group in groups]
