"""Who of a home is told by kind and by their own wish, and whose word counts for it (F1)."""

import pytest
from django.utils import timezone

from nuanlin.domains.notices import climbing
from nuanlin.domains.notices.models import Attempt, Call, Notice, NoticeKind, Reach
from nuanlin.domains.notices.tests.test_ledger import html
from nuanlin.domains.people.models import Occupancy, StandingInstruction
from nuanlin.foundation.notifications import channels
from nuanlin.foundation.notifications.delivering import sending
from nuanlin.foundation.notifications.models import Delivery, Way
from nuanlin.foundation.notifications.tests.fake import Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def let(cast):
    """Let Wu's home: he lives elsewhere, Qian has rented it."""
    Occupancy.objects.filter(person=cast.people["qian"]).update(home=cast.next_door, role="tenant")


def told_by(notice):
    names = Attempt.objects.filter(notice=notice).values_list("person__name", flat=True)
    return set(names)


def test_an_owner_who_lives_elsewhere_is_told_where_the_kind_demands_it(cast, told, let):
    assert told_by(told(kind=NoticeKind.SUDDEN_OUTAGE)) == {"周建国", "赵秀英", "钱多多"}
    assert told_by(told(kind=NoticeKind.GENERAL)) == {"周建国", "赵秀英", "钱多多", "吴海"}


def test_an_owner_who_lives_elsewhere_does_not_answer_for_who_lives_there(cast, told, let):
    notice = told(title="3 栋停水")
    wu, path = cast.client("wu"), f"/notices/{notice.pk}/"
    assert f"{path}known/" not in html(wu.get("/"))
    page = html(wu.get(path))
    assert "水管检修" in page and "known/" not in page
    assert wu.post(f"{path}seen/").status_code == 204
    assert wu.post(f"{path}known/").status_code == 302
    home = Reach.objects.get(notice=notice, home=cast.next_door)
    assert home.reached_at is None and home.next_at is not None
    assert "吴海" not in told_by(notice)

    assert f"{path}known/" in html(cast.client("qian").get("/"))
    cast.client("qian").post(f"{path}known/")
    home.refresh_from_db()
    assert home.reached_at is not None


def test_where_the_kind_tells_them_as_well_their_word_counts(cast, told, let):
    notice = told(kind=NoticeKind.GENERAL)
    cast.client("wu").post(f"/notices/{notice.pk}/known/")
    assert Reach.objects.get(notice=notice, home=cast.next_door).standing == "confirmed"


def test_who_wants_no_text_messages_gets_one_in_danger_alone(cast, told):
    reach, no_sms = "/notifications/reach/", {"quiet_from": "22:00", "quiet_to": "22:00"}
    with channels.standing_in(Service(Way.SMS)):
        assert 'value="notices:sms" checked' in html(cast.client("zhou").get(reach))
        assert cast.client("zhou").post(reach, no_sms).status_code == 302
        repair = told(kind=NoticeKind.REPAIR)
        Reach.objects.update(next_at=timezone.now())
        climbing.advance()
        by_sms = Attempt.objects.filter(notice=repair, way="sms")
        stood = dict(by_sms.values_list("person__name", "standing"))
        assert stood == {"周建国": "refused", "赵秀英": "queued", "吴海": "queued"}
        to_zhou = Delivery.objects.filter(address=cast.people["zhou"].phone)
        assert not to_zhou.exists()
        told(kind=NoticeKind.SAFETY)
        sending.run(Way.SMS)
        assert to_zhou.get().state == "sent"


def test_what_is_pinned_stays_on_top_of_what_is_more_urgent(cast, told):
    told(kind=NoticeKind.FESTIVAL, title="春节值班", pinned=True)
    told(title="3 栋停水")
    page = html(cast.client("zhou").get("/"))
    assert page.index("春节值班") < page.index("3 栋停水")
    cast.client("zhou").post(f"/notices/{Notice.objects.get(pinned=True).pk}/known/")
    assert "春节值班" in html(cast.client("zhou").get("/"))


def test_who_prefers_the_phone_is_on_the_list_at_once(cast, told):
    StandingInstruction.objects.create(home=cast.home, kind="prefers_phone")
    told(kind=NoticeKind.GENERAL)
    assert not Call.objects.exists()
    notice = told()
    # Zhou's home has two numbers; Wu's waits for the kind's turn.
    assert Call.objects.filter(notice=notice).count() == 2
    assert not Call.objects.filter(homes__reach__home=cast.next_door).exists()
    cast.client("chen").post(f"/staff/notices/{notice.pk}/calls/next/")
    assert Call.objects.get(taken_by=cast.staff["chen"]).homes.get().reach.home == cast.home
    Reach.objects.filter(notice=notice).update(next_at=timezone.now())
    climbing.advance()
    assert Call.objects.filter(notice=notice).count() == 3
