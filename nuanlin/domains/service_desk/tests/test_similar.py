"""What may be the same fault: shown before sending, and to the desk; one tap joins (B2, B3)."""

import re
from datetime import time, timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.people.actions.duty import period_of
from nuanlin.domains.people.models import Duty, Shift
from nuanlin.domains.service_desk import actions, jobs
from nuanlin.domains.service_desk.actions import Finished, Report
from nuanlin.domains.service_desk.models import Case, Category, State
from nuanlin.domains.service_desk.tests.desk_pages import html
from nuanlin.domains.service_desk.tests.statements import at_most
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification
from nuanlin.lib import clock

LEAK = "/report/?service=water-leak"
LIFT = "/report/?service=lift-stopped"


@pytest.fixture
def leak(cast, stage) -> Case:
    """Zhou's leak at home."""
    case: Case = stage.reported(words="主卧卫生间顶上漏水，老人独居")
    return case


@pytest.fixture
def lift(cast, kept) -> Case:
    """The lift beside the lobby, with a photo, as Zhou reported it."""
    report = Report(
        "左边电梯停在三楼不动",
        category_id=cast.category("lift-stopped").pk,
        common_area_id=cast.lobby.pk,
        file_ids=[kept(cast.client("zhou"))],
    )
    return actions.submit_case(report, by=cast.actor("zhou"))


def tap(cast, who: str, case: Case, **more):
    return cast.client(who).post(f"/report/nearby/{case.pk}/", more)


def test_of_a_neighbours_home_no_more_is_shown_than_that_something_was_reported(cast, leak):
    page = html(cast.client("wu").get(LEAK))
    assert f"/report/nearby/{leak.pk}/" in page
    for hidden in ("主卧卫生间", "独居", "3-2-501", "周建国"):
        assert hidden not in page


def test_of_a_common_area_place_words_and_photos_are_shown(cast, lift):
    wu = cast.client("wu")
    page = html(wu.get(LIFT))
    assert "左边电梯停在三楼不动" in page and "3 栋大堂" in page
    photo = re.search(rf"/cases/{lift.pk}/files/[\w-]+/\?size=thumb", page)
    assert photo is not None and wu.get(photo[0]).status_code == 200
    assert "周建国" not in page
    assert cast.client("qian").get(photo[0]).status_code == 404


def test_one_tap_reports_it_as_well_with_an_own_follow_up(cast, lift, kept):
    sent = tap(cast, "wu", lift, request_key="k" * 32)
    again = tap(cast, "wu", lift, request_key="k" * 32)
    mine = Case.objects.get(merged_into=lift)
    assert sent.headers["Location"] == f"/cases/{mine.pk}/sent/"
    assert again.status_code == 404 or again.headers["Location"] == sent.headers["Location"]
    assert (mine.reporter, mine.common_area) == (cast.people["wu"], cast.lobby)
    assert (mine.description, mine.home) == ("", None)
    assert f"/report/nearby/{lift.pk}/" not in html(cast.client("wu").get(LIFT))
    assert tap(cast, "wu", lift).status_code == 404
    after = kept(cast.client("li"))
    actions.assign_case(lift.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    work = Finished(work="复位", after_ids=[after])
    actions.finish_round(lift.pk, finished=work, by=cast.actor("li"))
    mine.refresh_from_db()
    assert mine.state == State.DONE and mine.follow_ups.get().made_at is None


def test_joining_takes_hardly_more_statements_than_reporting(cast, lift):
    wu = cast.actor("wu")
    with at_most(10):
        actions.join_fault(lift.pk, by=wu)


def test_the_own_home_is_named_when_a_neighbours_leak_is_joined(cast, leak):
    tap(cast, "wu", leak)
    mine = Case.objects.get(merged_into=leak)
    assert (mine.home, mine.title) == (cast.next_door, leak.category.name)
    page = html(cast.client("wu").get(f"/cases/{mine.pk}/"))
    assert "主卧卫生间" not in page and "3-2-501" not in page


@pytest.mark.parametrize("why", ["closed", "old", "complaint", "elsewhere", "own", "far building"])
def test_what_is_not_nearby_is_neither_shown_nor_joined(cast, leak, why):
    who = "wu"
    if why == "closed":
        actions.withdraw_case(leak.pk, by=cast.actor("zhou"))
    elif why == "old":
        Case.objects.update(reported_at=timezone.now() - timedelta(days=15))
    elif why == "complaint":
        Case.objects.update(kind="complaint")
    elif why == "elsewhere":
        who = "qian"
    elif why == "own":
        who = "zhao"
    else:
        block = cast.community.buildings.create(label="9", floors=6)
        far = cast.community.homes.create(building=block, label="101", plate="9-101")
        Case.objects.update(home=far)
    events = Event.objects.count()
    assert f"/report/nearby/{leak.pk}/" not in html(cast.client(who).get(LEAK))
    assert tap(cast, who, leak).status_code == 404
    assert (Case.objects.count(), Event.objects.count()) == (1, events)


def test_in_an_emergency_everybody_reports_anew(cast):
    report = Report(
        "有煤气味",
        category_id=cast.category("gas-smell").pk,
        home_id=cast.home.pk,
        as_emergency=True,
    )
    case = actions.submit_case(report, by=cast.actor("zhou"))
    page = html(cast.client("wu").get("/report/?service=gas-smell"))
    assert f"/report/nearby/{case.pk}/" not in page


def test_the_case_page_shows_what_is_alike_and_the_step_names_it(cast, leak):
    report = Report("墙角渗水", category_id=cast.category().pk, home_id=cast.next_door.pk)
    other = actions.submit_case(report, by=cast.actor("wu"))
    chen = cast.client("chen")
    page = html(chen.get(f"/staff/cases/{other.pk}/"))
    assert f'/staff/cases/{other.pk}/merge/?alike={leak.pk}"' in page
    assert f'value="{leak.pk}"' in html(chen.get(f"/staff/cases/{other.pk}/merge/"))
    wrong = chen.post(f"/staff/cases/{other.pk}/merge/", {"into": "什么"})
    assert wrong.status_code == 422
    other.refresh_from_db()
    assert other.merged_into is None
    done = chen.post(f"/staff/cases/{other.pk}/merge/", {"into": leak.number})
    assert done.status_code == 302


def test_like_words_count_where_nobody_has_said_what_it_is(cast, leak):
    other = actions.submit_case(
        Report("卫生间顶上漏水很厉害", home_id=cast.next_door.pk), by=cast.actor("wu")
    )
    page = html(cast.client("chen").get(f"/staff/cases/{other.pk}/"))
    assert f"alike={leak.pk}" in page


def test_the_desk_names_the_same_fault_while_recording(cast, leak):
    chen = cast.client("chen")
    given = {"home": cast.next_door.pk, "category": cast.category().pk, "description": "渗水"}
    shown = html(chen.post("/staff/cases/new/similar/", given))
    assert f'name="same_as" value="{leak.pk}"' in shown
    said = {"q": "3-2-502", "source": "phone", "urgency": "normal", "kind": "repair"}
    reporter = {"reporter": cast.people["wu"].pk, "same_as": leak.pk}
    answer = chen.post("/staff/cases/new/", {**given, **said, **reporter})
    assert answer.status_code == 302, html(answer)
    assert Case.objects.get(merged_into=leak).home == cast.next_door
    refused = cast.client("li").post("/staff/cases/new/similar/", given)
    assert refused.status_code in {403, 404}


def test_the_same_fault_recorded_is_told_once_though_its_category_is_assigned_by_rule(cast, leak):
    Category.objects.filter(code="water-leak").update(assign_automatically=True)
    always = Shift.objects.create(
        community=cast.community, name="All day", starts=time(0), ends=time(23, 59)
    )
    here = {"community": cast.community, "shift": always, "day": clock.today()}
    period = period_of(always, clock.today())
    Duty.objects.create(staff=cast.staff["wang"], period=period, **here)
    said = {
        "q": "3-2-502", "source": "phone", "urgency": "normal", "kind": "repair",
        "home": cast.next_door.pk, "category": cast.category().pk, "description": "渗水",
        "reporter": cast.people["wu"].pk,
    }  # fmt: skip
    chen = cast.client("chen")
    assert chen.post("/staff/cases/new/", said).status_code == 302
    alone = Case.objects.latest("pk")
    assert alone.assignee == cast.staff["wang"]
    assert chen.post("/staff/cases/new/", {**said, "same_as": leak.pk}).status_code == 302
    joined = Case.objects.get(merged_into=leak)
    for event in Event.objects.filter(subject_id=joined.pk, verb__startswith="case."):
        jobs.tell_about(event.pk)
    told = Notification.objects.values_list("account", "text")
    assert [text for account, text in told if account == cast.accounts["wu"].pk] == [
        "Others have reported the same, we see to it for all: %(title)s"
    ]
    assert not [text for account, text in told if account == cast.accounts["wang"].pk]
    assert not joined.rounds.exists()


def test_programs_see_and_join_what_is_nearby(cast, call, lift):
    wu = call("wu")
    near = wu.get("my/nearby", category_id=cast.category("lift-stopped").pk).json()
    assert [(one["id"], one["where"]) for one in near] == [(lift.pk, "3 栋大堂")]
    made = wu.post(f"cases/{lift.pk}/further-reports")
    assert (made.status_code, made.json()["merged_into_id"]) == (201, lift.pk)
    assert call("qian").post(f"cases/{lift.pk}/further-reports").status_code == 404
