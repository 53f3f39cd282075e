"""The paper round: slips in walking order, ticked door by door, proven with times (F3)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from nuanlin.domains.notices.actions.paper import Ticked, tick
from nuanlin.domains.notices.evenings import tell_of_doors_left
from nuanlin.domains.notices.models import Attempt, Notice, Reach, Slip, Standing
from nuanlin.domains.notices.tests.rounds import pest_on_paper
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


def slip_of(home):
    return Slip.objects.get(reach__home=home)


def test_slips_lie_in_the_order_in_which_one_walks(cast):
    top = cast._home(cast.community, "3", "2", "1201")
    pest_on_paper(cast)
    assert list(Slip.objects.order_by("order").values_list("reach__home__plate", flat=True)) == [
        top.plate, "3-2-501", "3-2-502",
    ]  # fmt: skip
    assert set(Attempt.objects.filter(way="paper").values_list("standing", flat=True)) == {
        Standing.WAITING
    }


def test_a_paper_left_at_the_door_reaches_the_home_at_the_bearers_time(cast):
    notice = pest_on_paper(cast)
    at = timezone.now() + timedelta(seconds=1)
    tick(slip_of(cast.home).pk, ticked=Ticked("at_door", at), by=cast.actor("bao"))
    reach = Reach.objects.get(notice=notice, home=cast.home)
    slip = slip_of(cast.home)
    assert (reach.standing, reach.reached_by) == (Standing.AT_DOOR, "paper")
    assert slip.bearer == cast.staff["bao"]
    assert reach.reached_at == slip.done_at


def test_nobody_there_is_tried_again_and_then_stands(cast):
    pest_on_paper(cast)
    slip = slip_of(cast.home)
    tick(slip.pk, ticked=Ticked("no_answer"), by=cast.actor("bao"))
    assert Reach.objects.get(home=cast.home).reached_at is None
    tick(slip.pk, ticked=Ticked("handed", taken_by="周建国"), by=cast.actor("liang"))
    with pytest.raises(Refusal) as refused:
        tick(slip.pk, ticked=Ticked("refused"), by=cast.actor("bao"))
    assert refused.value.code == "already_done"
    slip.refresh_from_db()
    assert (slip.result, len(slip.tries), slip.taken_by) == ("handed", 1, "周建国")
    assert Attempt.objects.get(way="paper", reach__home=cast.home).staff == cast.staff["liang"]


def test_a_refused_paper_reaches_nobody(cast):
    pest_on_paper(cast)
    tick(slip_of(cast.home).pk, ticked=Ticked("refused"), by=cast.actor("bao"))
    assert Reach.objects.get(home=cast.home).reached_at is None


def test_only_who_works_there_ticks(cast):
    pest_on_paper(cast)
    for who in ("ma", "zhou"):
        with pytest.raises(Missing):
            tick(slip_of(cast.home).pk, ticked=Ticked("handed"), by=cast.actor(who))
    with pytest.raises(Refusal):
        tick(slip_of(cast.home).pk, ticked=Ticked("seen"), by=cast.actor("bao"))
    assert slip_of(cast.home).result == ""


def test_the_desk_hears_once_in_the_evening_of_doors_that_are_left(cast):
    notice = pest_on_paper(cast, hours_ahead=25)
    tick(slip_of(cast.home).pk, ticked=Ticked("handed"), by=cast.actor("bao"))
    Notice.objects.filter(pk=notice.pk).update(starts_at=timezone.now() + timedelta(minutes=1))
    assert tell_of_doors_left() == 1
    assert tell_of_doors_left() == 0
    told = Notification.objects.get(event__verb="notice.doors_left", account=cast.accounts["lin"])
    assert told.values["left"] == 1
    bell = cast.client("lin").get("/notifications/").content.decode()
    assert "还有 1 户没送到通知单" in bell and "楼道灭鼠" in bell
    page = cast.client("lin").get(told.url).content.decode()
    assert cast.next_door.plate in page and cast.home.plate not in page
    Slip.objects.update(result="at_door", done_at=timezone.now())
    Event.objects.filter(verb="notice.doors_left").update(at=timezone.now() - timedelta(days=2))
    assert tell_of_doors_left() == 0
