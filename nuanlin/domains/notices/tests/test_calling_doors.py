"""The rounds through the doors of the desk and of who carries slips (F2, F3)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from nuanlin.domains.notices.actions import confirm
from nuanlin.domains.notices.models import Call, Reach, Slip
from nuanlin.domains.notices.tests.rounds import outage_by_phone, pest_on_paper
from nuanlin.domains.people.models import StandingInstruction
from tests.samples.pictures import photo

pytestmark = pytest.mark.django_db


def page(cast, who, name, *args, **query):
    return cast.client(who).get(reverse(f"notices:{name}", args=args), query)


def press(cast, who, name, *args, **sent):
    return cast.client(who).post(reverse(f"notices:{name}", args=args), sent)


def test_a_caller_reads_whom_to_call_and_what_to_say(cast):
    StandingInstruction.objects.create(home=cast.home, kind="hard_of_hearing")
    notice = outage_by_phone(cast)
    assert "139 1234 4471" not in page(cast, "chen", "calling", notice.pk).text
    answer = press(cast, "chen", "take_call", notice.pk)
    assert answer["Location"] == reverse("notices:calling", args=[notice.pk])
    shown = page(cast, "chen", "calling", notice.pk).text
    for words in (
        "周先生",
        "139 1234 4471",
        "翠湖物业",
        "配电箱跳闸",
        "不便之处请您见谅",
        "说慢些",
    ):
        assert words in shown
    assert "139 1234 4471" not in page(cast, "lin", "calling", notice.pk).text


def test_one_key_ends_a_call_and_the_next_comes_by_itself(cast):
    notice = outage_by_phone(cast)
    press(cast, "chen", "take_call", notice.pk)
    call = Call.objects.get(taken_by=cast.staff["chen"])
    assert press(cast, "chen", "call_done", call.pk, result="").status_code == 422
    press(cast, "chen", "call_done", call.pk, result="spoken", request_key="k" * 32)
    press(cast, "chen", "call_done", call.pk, result="spoken", request_key="k" * 32)
    now = Call.objects.get(taken_by=cast.staff["chen"], ended_at__isnull=True)
    assert now.number == cast.people["wu"].phone
    press(cast, "chen", "call_done", now.pk, result="wrong_number", stop="1")
    assert not Call.objects.filter(taken_by__isnull=False, ended_at__isnull=True).exists()
    overview = page(cast, "gu", "round", notice.pk).text
    assert "139****4473" in overview
    assert "139 1234 4473" not in overview


def test_a_number_is_put_back_at_the_door(cast):
    notice = outage_by_phone(cast)
    press(cast, "chen", "take_call", notice.pk)
    call = Call.objects.get(taken_by=cast.staff["chen"])
    press(cast, "lin", "call_back", call.pk)
    assert Call.objects.get(pk=call.pk).taken_by == cast.staff["chen"]
    press(cast, "chen", "call_back", call.pk)
    assert Call.objects.get(pk=call.pk).taken_by is None


def dialled(cast, notice, result):
    press(cast, "chen", "take_call", notice.pk)
    call = Call.objects.get(taken_by=cast.staff["chen"], ended_at__isnull=True)
    press(cast, "chen", "call_done", call.pk, result=result)
    return call


def test_a_wrong_key_is_taken_back_right_after(cast):
    notice = outage_by_phone(cast)
    call = dialled(cast, notice, "spoken")
    home = Reach.objects.get(home=cast.home)
    assert home.reached_by == "phone"
    shown = page(cast, "chen", "calling", notice.pk).text
    assert reverse("notices:call_undo", args=[call.pk]) in shown and "刚才" in shown
    assert (
        reverse("notices:call_undo", args=[call.pk])
        not in page(cast, "gu", "calling", notice.pk).text
    )
    press(cast, "gu", "call_undo", call.pk)
    assert Reach.objects.get(pk=home.pk).reached_at is not None

    press(cast, "chen", "call_undo", call.pk)
    home.refresh_from_db()
    assert (home.standing, home.reached_at, home.reached_by) == ("delivered", None, "")
    assert home.next_at is not None and home.people_reached == 0
    assert Call.objects.get(taken_by=cast.staff["chen"]).pk == call.pk
    attempt = call.homes.get().attempt
    assert (attempt.standing, attempt.words) == ("calling", "已取消：已通话")

    press(cast, "chen", "call_done", call.pk, result="no_answer")
    assert Call.objects.filter(number=call.number, round=2).exists()
    press(cast, "chen", "call_undo", call.pk)
    assert not Call.objects.filter(round=2).exists()
    press(cast, "chen", "call_done", call.pk, result="spoken")
    Call.objects.filter(pk=call.pk).update(ended_at=timezone.now() - timedelta(minutes=11))
    press(cast, "chen", "call_undo", call.pk)
    assert Reach.objects.get(pk=home.pk).reached_by == "phone"


def test_a_call_taken_back_leaves_what_another_way_has_reached(cast):
    notice = outage_by_phone(cast)
    call = dialled(cast, notice, "spoken")
    confirm(notice.pk, by=cast.actor("zhou"))
    press(cast, "chen", "call_undo", call.pk)
    home = Reach.objects.get(home=cast.home)
    assert (home.standing, home.reached_by) == ("confirmed", "app")
    assert home.reached_at is not None and home.next_at is None


def test_a_bearer_ticks_doors_and_the_desk_sees_that_it_was_in_time(cast):
    notice = pest_on_paper(cast)
    building = cast.home.building_id
    assert "3-2-501" in page(cast, "bao", "walk", notice.pk, building).text
    slip = Slip.objects.get(reach__home=cast.home)
    assert press(cast, "bao", "tick_slip", slip.pk, result="").status_code == 302
    assert Slip.objects.get(pk=slip.pk).result == ""
    press(cast, "bao", "tick_slip", slip.pk, result="handed", taken_by="周建国")
    shown = page(cast, "chen", "paper", notice.pk).text
    assert "共 2 户" in shown and "送到 1 户，占 50%" in shown
    assert page(cast, "bao", "slips_pdf", notice.pk, building=building).content[:4] == b"%PDF"
    assert "栋" in cast.client("bao").get(reverse("service_desk:my_jobs")).text


def test_what_proves_a_paper_at_its_door_is_seen_by_the_office_alone(cast, own_folder):
    notice = pest_on_paper(cast)
    slip = Slip.objects.get(reach__home=cast.home)
    paper, name = photo(cast, "bao"), photo(cast, "bao")
    sent = {"result": "handed", "photo_ids": [paper.pk], "signature_id": name.pk}
    assert press(cast, "bao", "tick_slip", slip.pk, **sent).status_code == 302
    shown = page(cast, "chen", "ledger_home", notice.pk, cast.home.pk).text
    for proof in (paper, name):
        address = reverse("notices:file", args=[notice.pk, proof.pk])
        assert address in shown
        assert cast.client("chen").get(address).status_code == 200
        for other in ("zhou", "wu", "ma"):
            assert cast.client(other).get(address).status_code == 404
    assert "/files/" not in page(cast, "chen", "ledger_home", notice.pk, cast.next_door.pk).text


def test_a_late_tick_by_script_is_answered_with_why(cast):
    notice = pest_on_paper(cast)
    slip = Slip.objects.get(reach__home=cast.home)
    door = reverse("notices:tick_slip", args=[slip.pk])
    headers = {"Accept": "application/json"}
    first = cast.client("bao").post(door, {"result": "at_door"}, headers=headers)
    assert first.json() == {"slip": slip.pk}
    second = cast.client("liang").post(door, {"result": "handed"}, headers=headers)
    assert (second.status_code, second.json()["code"]) == (409, "already_done")
    assert notice.pk


def test_others_have_no_business_there(cast):
    notice = outage_by_phone(cast)
    for who in ("li", "zhou"):
        assert page(cast, who, "round", notice.pk).status_code == 403
    assert page(cast, "ma", "round", notice.pk).status_code == 404
    assert press(cast, "ma", "take_call", notice.pk).status_code == 404
    assert page(cast, "ma", "walk", notice.pk, cast.home.building_id).status_code == 404
