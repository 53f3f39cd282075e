"""The facts beside the cases: nothing that happens passes them by, in whatever order it ends."""

from collections.abc import Callable
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from nuanlin.domains.quality.facts import TABLES, bring_up_to_date, build_anew
from nuanlin.domains.quality.tests.test_reckoning import read_up_to_here
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Marks, Report
from nuanlin.domains.service_desk.models import DefectKind, Outcome, Urgency, Waiting
from nuanlin.foundation.audit.models import Event
from tests.cast import Cast


def kept() -> dict[str, set[tuple[Any, ...]]]:
    """Return every fact, without the number of its row."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"SELECT * FROM {table}")
            rows = [row[1:] for row in cursor.fetchall()]
            found[table] = set(rows)
            assert len(found[table]) == len(rows), "a fact is kept twice"
    return found


def test_whatever_is_done_to_a_case_reaches_the_facts(cast, stage):
    chen, li, zhou, wu = (cast.actor(name) for name in ("chen", "li", "zhou", "wu"))
    lead, late = stage.reported(), stage.reported(words="阳台也漏")
    near = Report("墙角渗水", category_id=cast.category().pk, home_id=cast.next_door.pk)
    other = actions.submit_case(near, by=wu)
    wrong = {"outcome": Outcome.NOT_FIXED, "words": "还在滴", "by": chen}
    steps: list[Callable[[], object]] = [
        lambda: actions.merge_case(other.pk, into=lead.pk, by=chen),
        lambda: actions.assign_case(lead.pk, to=cast.staff["li"].pk, by=chen),
        lambda: actions.wait_for(lead.pk, whom=Waiting.OWNER, note="出差", by=li),
        lambda: actions.resume_case(lead.pk, by=li),
        lambda: actions.wait_for(lead.pk, whom=Waiting.PARTS, note="等密封圈", by=li),
        lambda: actions.resume_case(lead.pk, by=li),
        lambda: actions.finish_round(lead.pk, finished=Finished(work="换了立管"), by=li),
        lambda: actions.record_follow_up(lead.pk, outcome=Outcome.NOT_REACHED, by=chen),
        lambda: actions.record_follow_up(
            lead.pk, defect="接头在滴", defect_kind=DefectKind.AGAIN, **wrong
        ),
        lambda: actions.assign_case(lead.pk, to=cast.staff["wang"].pk, by=chen),
        lambda: actions.finish_round(
            lead.pk, finished=Finished(work="换了阀门"), by=cast.actor("wang")
        ),
        lambda: actions.answer_as_owner(
            lead.pk, outcome=Outcome.SATISFIED, marks=Marks(5, 3, 4), by=zhou
        ),
        lambda: actions.answer_as_owner(other.pk, outcome=Outcome.SATISFIED, by=wu),
        lambda: actions.classify_case(
            late.pk, category_id=cast.category("lift-noise").pk, urgency=Urgency.LOW, by=chen
        ),
        lambda: actions.withdraw_case(late.pk, by=zhou),
    ]
    bring_up_to_date()
    for number, step in enumerate(steps):
        read_up_to_here()
        step()
        bring_up_to_date()
        found = kept()
        build_anew()
        assert kept() == found, f"step {number}"


@pytest.fixture
def committed(transactional_db: None) -> Cast:
    """The cast, committed, so that other connections see it."""
    return Cast()


def report_leak(cast: Cast) -> None:
    report = Report("漏水", category_id=cast.category().pk, home_id=cast.home.pk)
    actions.submit_case(report, by=cast.actor("zhou"))


def reported(cast: Cast) -> int:
    answer = cast.client("gu").get("/staff/figures/reported/")
    return int(answer.content.decode().count('class="cell-main"'))


def test_what_was_still_being_written_when_others_were_read_is_read_when_it_has_ended(committed):
    written, go_on = Signal(), Signal()

    def slowly() -> None:
        try:
            with transaction.atomic():
                report_leak(committed)
                written.set()
                go_on.wait(60)
        finally:
            connection.close()

    writer = Thread(target=slowly)
    writer.start()
    assert written.wait(60)
    report_leak(committed)
    seen = reported(committed)
    bring_up_to_date()
    go_on.set()
    writer.join()
    assert (seen, reported(committed)) == (1, 2)
    assert Event.objects.filter(verb="case.submitted").count() == 2
