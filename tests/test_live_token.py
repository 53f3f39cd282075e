"""Permission to hear the live stream is given for what one may see, and nothing else."""

import pytest

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.foundation.live.signals import permission_in


@pytest.fixture
def case(cast):
    return actions.submit_case(Report("灯不亮", home_id=cast.home.pk), by=cast.actor("zhou"))


def test_a_token_permits_what_was_asked_and_ones_own_account(cast, call, case):
    topics = [f"case:{case.pk}", f"home:{cast.home.pk}"]
    answer = call("zhou").get("live-token", topics=topics).json()
    heard, _given_at = permission_in(answer["token"])
    assert heard == {*topics, f"account:{cast.accounts['zhou'].pk}"}
    assert answer["url"].endswith("/live")


def test_the_desk_hears_its_community_and_an_engineer_the_own_jobs(cast, call):
    desk = f"desk:{cast.community.pk}"
    assert call("chen").get("live-token", topics=desk).status_code == 200
    jobs = f"jobs:{cast.staff['li'].pk}"
    assert call("li").get("live-token", topics=jobs).status_code == 200


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wu", "case"),
        ("wu", "home"),
        ("wu", "desk"),
        ("zhou", "desk"),
        ("ma", "desk"),
        ("ma", "case"),
        ("qian", "case"),
        ("sun", "home"),
        ("wang", "jobs"),
        ("zhou", "account"),
        ("gu", "nonsense"),
    ],
)
def test_what_is_not_ones_own_to_hear_is_not_there(cast, call, case, name, kind):
    keys = {
        "case": case.pk,
        "home": cast.home.pk,
        "desk": cast.community.pk,
        "jobs": cast.staff["li"].pk,
        "account": cast.accounts["wu"].pk,
        "nonsense": 1,
    }
    assert call(name).get("live-token", topics=f"{kind}:{keys[kind]}").status_code == 404


def test_nobody_hears_anything(call):
    assert call("nobody").get("live-token").status_code == 401
