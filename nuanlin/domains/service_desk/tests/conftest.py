"""A matter at each of its stages, and a place for its photos."""

from collections.abc import Callable
from typing import Any

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import ComplaintWords, Finished, Report
from nuanlin.domains.service_desk.models import Case, Outcome
from tests.cast import Cast


@pytest.fixture(autouse=True)
def folder(own_folder: None) -> None:
    """Each test has a folder of its own."""


@pytest.fixture
def kept(photo) -> Callable[[Any], str]:
    """Send a photo alone, as the uploader does; return its id."""

    def send(client: Any) -> str:
        answer = client.post("/files/", {"file": photo()})
        assert answer.status_code == 201, answer.content
        return str(answer.json()["id"])

    return send


class Stages:
    """Brings Zhou's leaking pipe to where a test begins."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def complained(self, words: str) -> Case:
        """Zhou complains openly about something at home."""
        said = ComplaintWords(words, home_id=self.cast.home.pk)
        return actions.submit_complaint(said, by=self.cast.actor("zhou"))

    def reported(self, words: str = "厨房水管漏水，接头处滴水", **facts: Any) -> Case:
        where: dict[str, Any] = (
            {"home_id": self.cast.home.pk} if "common_area_id" not in facts else {}
        )
        report = Report(words, category_id=self.cast.category().pk, **where, **facts)
        return actions.submit_case(report, by=self.cast.actor("zhou"))

    def assigned(self, to: str = "li", **facts: Any) -> Case:
        case = self.reported(**facts)
        return self.sent(case, to)

    def sent(self, case: Case, to: str) -> Case:
        staff = self.cast.staff[to].pk
        return actions.assign_case(case.pk, to=staff, by=self.cast.actor("chen"))

    def done(self, by: str = "li") -> Case:
        case = self.assigned(to=by)
        actions.arrive(case.pk, by=self.cast.actor(by))
        work = Finished(work="紧固接头", found="接头松动")
        return actions.finish_round(case.pk, finished=work, by=self.cast.actor(by))

    def second_round(self, to: str = "li") -> Case:
        case = self.done(by="wang")
        actions.answer_as_owner(
            case.pk, outcome=Outcome.NOT_FIXED, words="接头还在滴水", by=self.cast.actor("zhou")
        )
        return self.sent(case, to)

    def satisfied(self) -> Case:
        case = self.done()
        return actions.answer_as_owner(
            case.pk, outcome=Outcome.SATISFIED, by=self.cast.actor("zhou")
        )


@pytest.fixture
def stage(cast: Cast) -> Stages:
    """Bring a matter to a stage of the loop."""
    return Stages(cast)
