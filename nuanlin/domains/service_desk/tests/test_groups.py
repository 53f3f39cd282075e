"""Staff groups hear of danger, of what is stuck and what is off, and of nobody's words."""

import pytest

from nuanlin.config.environment import StaffGroup
from nuanlin.domains.service_desk import jobs
from nuanlin.domains.service_desk.models import Case, Urgency
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Delivery, Way


@pytest.fixture
def groups(settings, cast):
    settings.GROUPS = {
        "工程群": StaffGroup(kind="wecom", url="https://x", community=cast.community.name),
        "别处": StaffGroup(kind="wecom", url="https://x", community="临江苑"),
    }


def reported(cast, **facts) -> Case:
    sent = {
        "description": "我叫周建国，客厅漏水",
        "where": f"home:{cast.home.pk}",
        "when": "any",
    }
    assert cast.client("zhou").post("/report/?service=water-leak", sent).status_code == 302
    case = Case.objects.latest("pk")
    Case.objects.filter(pk=case.pk).update(**facts)
    return case


def posts(verb: str) -> list[Delivery]:
    event = Event.objects.filter(verb=verb).latest("pk")
    for _ in range(2):  # the job may run twice
        jobs.tell_about(event_id=event.pk)
    return list(Delivery.objects.filter(way=Way.GROUP))


def test_an_emergency_is_posted_once_without_names_or_words(cast, groups):
    case = reported(cast, urgency=Urgency.EMERGENCY)
    [post] = posts("case.submitted")
    assert (post.address, post.community_id) == ("工程群", cast.community.pk)
    assert post.title == "【翠湖花园】特急" and "3-2-501" in post.text
    assert post.url == f"/staff/cases/{case.pk}/"
    assert not any(word in f"{post.title}{post.text}" for word in ("周", "客厅", "139"))


@pytest.mark.parametrize(
    "facts",
    [
        {"urgency": "normal"},
        {"urgency": "emergency", "guard": "named"},
        {"urgency": "emergency", "kind": "complaint"},
    ],
)
def test_ordinary_cases_and_complaints_are_not_posted(cast, groups, facts):
    reported(cast, **facts)
    assert posts("case.submitted") == []


def test_what_is_off_and_back_is_posted(cast, groups):
    form = {"kind": "water", "words": "主管爆裂", "buildings": [cast.home.building_id]}
    assert cast.client("chen").post("/staff/outages/new/", form).status_code == 302
    [post] = posts("outage.opened")
    assert post.title == "【翠湖花园】供水停用" and "主管" not in post.text
    assert post.url.startswith("/staff/outages/")
