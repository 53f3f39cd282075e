"""The pages of calls, as those at the desk use them."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from nuanlin.domains.people.models import Reveal
from nuanlin.domains.reception.actions import calls, telephones
from nuanlin.domains.reception.models import (
    CallRecord,
    Extension,
    MissedCall,
    ReceptionRules,
    TelephoneKey,
)
from nuanlin.domains.service_desk.actions import Report, submit_case
from tests.cast import Cast

CALLS, MISSED, TELEPHONES = "/staff/calls/", "/staff/missed-calls/", "/staff/telephones/"


def browser(cast: Cast, name: str = "chen") -> Client:
    """A browser that reads English."""
    client = cast.client(name)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def text(client: Client, path: str, status: int = 200) -> str:
    """The page as it is read."""
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def taken(cast: Cast, number: str = "13912344471", rings: int | None = 1) -> CallRecord:
    """A call that Chen took."""
    return calls.take_call(cast.community.pk, number=number, rings=rings, by=cast.actor("chen"))


def rang_in_vain(cast: Cast, number: str = "13912344473", hours: int = 1) -> MissedCall:
    """A number to call back."""
    call = calls.note_missed_call(
        cast.community.pk,
        number=number,
        rang_at=timezone.now() - timedelta(hours=hours),
        by=cast.actor("chen"),
    )
    assert call.task is not None
    return call.task


def test_the_log_shows_masked_numbers_and_who_answered(cast: Cast):
    taken(cast)
    taken(cast, "13800001111")
    page = text(browser(cast), CALLS)
    assert "Mr Zhou" in page
    assert "138****1111" in page
    assert "13800001111" not in page
    assert "陈静" in page


def test_the_log_is_narrowed_and_paged(cast: Cast):
    for _number in range(52):
        taken(cast)
    call = taken(cast, "13800001111")
    chen = browser(cast)
    narrowed = text(chen, f"{CALLS}?number=1111")
    assert f"/staff/calls/{call.pk}/" in narrowed
    assert narrowed.count('class="row-link"') == 1
    assert 'rel="next"' in text(chen, CALLS)
    assert "No call like this" in text(chen, f"{CALLS}?number=9999")


def test_others_see_the_calls_they_took_and_strangers_none(cast: Cast):
    own = calls.take_call(cast.community.pk, number="13912344473", by=cast.actor("bao"))
    other = taken(cast)
    bao = browser(cast, "bao")
    assert "Mr Wu" in text(bao, CALLS)
    assert "Mr Zhou" not in text(bao, CALLS)
    text(bao, f"{CALLS}{own.pk}/")
    text(bao, f"{CALLS}{other.pk}/", 404)
    text(browser(cast, "ma"), f"{CALLS}{other.pk}/", 404)


def test_a_calls_page_shows_the_number_once_and_keeps_the_look(cast: Cast):
    call, chen = taken(cast), browser(cast)
    page = text(chen, f"{CALLS}{call.pk}/")
    assert "139****4471" in page
    assert "139 1234 4471" not in page
    shown = chen.post(f"{CALLS}{call.pk}/number/", {"request_key": "k"}).content.decode()
    assert "139 1234 4471" in shown
    assert "tel:+8613912344471" in shown
    assert Reveal.objects.get().person == cast.people["zhou"]


def test_a_case_that_is_there_already_is_linked_to_the_call(cast: Cast):
    case = submit_case(Report("厨房漏水", home_id=cast.home.pk), by=cast.actor("zhou"))
    call, chen = taken(cast), browser(cast)
    assert case.title in text(chen, f"{CALLS}{call.pk}/")
    chen.post(f"{CALLS}{call.pk}/case/", {"case": case.pk, "request_key": "k"})
    assert list(call.cases.all()) == [case]
    assert chen.post(f"{CALLS}{call.pk}/case/", {"case": 2**40}).status_code == 404


def test_a_missed_call_is_called_back_from_the_list(cast: Cast):
    task, chen = rang_in_vain(cast), browser(cast)
    assert "Mr Wu" in text(chen, MISSED)
    path = f"{MISSED}{task.pk}/"
    assert "139****4473" in text(chen, path)
    needless = chen.post(path, {"outcome": "needless", "note": "", "request_key": "a"})
    assert needless.status_code == 422
    assert "Please say why nobody needs to call." in needless.content.decode()
    done = chen.post(path, {"outcome": "reached", "note": "问停车费", "request_key": "b"})
    assert done.headers["Location"] == MISSED
    task.refresh_from_db()
    assert task.outcome == "reached"
    page = text(chen, MISSED)
    assert "Nobody waits for our call" in page
    assert "Settled within a day" in page
    text(chen, path)


def test_the_same_form_sent_twice_is_one_try(cast: Cast):
    task, chen = rang_in_vain(cast), browser(cast)
    for _again in range(2):
        chen.post(f"{MISSED}{task.pk}/", {"outcome": "not_reached", "request_key": "same"})
    assert task.tries.count() == 1
    assert CallRecord.objects.filter(direction="out").count() == 1


def test_the_call_in_which_they_were_spoken_with_settles_the_task(cast: Cast):
    task, chen = rang_in_vain(cast), browser(cast)
    call = taken(cast, "13912344473")
    path = f"{MISSED}{task.pk}/"
    assert f'value="{call.pk}"' in text(chen, path)
    chen.post(path, {"outcome": "reached", "call": call.pk, "request_key": "k"})
    assert task.tries.get().call == call


def test_a_missed_call_is_entered_by_hand_and_keeps_what_was_typed_when_wrong(cast: Cast):
    chen = browser(cast)
    path = f"{MISSED}new/"
    at = timezone.localtime() - timedelta(minutes=20)
    wrong = chen.post(path, {"number": "1391234", "rang_at": f"{at:%Y-%m-%dT%H:%M}"})
    assert wrong.status_code == 422
    assert 'value="1391234"' in wrong.content.decode()
    chen.post(path, {"number": "13912344473", "rang_at": f"{at:%Y-%m-%dT%H:%M}"})
    assert MissedCall.objects.get().person == cast.people["wu"]


def test_figures_by_day_hour_and_person_and_as_a_workbook(cast: Cast):
    taken(cast)
    taken(cast, rings=9)
    taken(cast, rings=None)
    rang_in_vain(cast, hours=0)
    gu = browser(cast, "gu")
    page = text(gu, f"{CALLS}figures/")
    assert "4 calls came in" in page
    assert "33%" in page
    assert "陈静" in page
    assert "data-plot" in page
    book = load_workbook(BytesIO(gu.get(f"{CALLS}figures/calls.xlsx").content))
    whole = [cell.value for cell in list(book.worksheets[0].rows)[-1]]
    assert whole[1:6] == [4, 1, 1, 1, 1]
    text(browser(cast, "chen"), f"{CALLS}figures/", 403)


def test_a_manager_connects_the_telephones(cast: Cast):
    gu = browser(cast, "gu")
    gu.post(TELEPHONES, {"form": "rules", "rings": "4", "seconds_a_ring": "6", "request_key": "a"})
    assert ReceptionRules.objects.get().limit_seconds == 24
    staff = cast.staff["chen"].pk
    gu.post(TELEPHONES, {"form": "extension", "number": "801", "staff": staff, "request_key": "b"})
    assert Extension.objects.get().staff == cast.staff["chen"]
    made = gu.post(TELEPHONES, {"form": "key", "name": "交换机", "request_key": "c"})
    assert "telephone_" in made.content.decode()
    again = gu.post(TELEPHONES, {"form": "key", "name": "交换机", "request_key": "c"})
    assert again.status_code == 302
    assert TelephoneKey.objects.count() == 1
    page = text(gu, TELEPHONES)
    assert "交换机" in page
    assert "telephone_" not in page


def test_a_wrong_extension_keeps_what_was_typed(cast: Cast):
    gu = browser(cast, "gu")
    sent = {"form": "extension", "number": "8o1", "place": "岗亭"}
    answer = gu.post(TELEPHONES, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "An extension has two to ten digits." in page
    assert 'value="岗亭"' in page
    assert not Extension.objects.exists()


def test_extensions_and_keys_are_taken_away(cast: Cast):
    by = cast.actor("gu")
    extension = telephones.set_extension(cast.community.pk, number="801", by=by)
    key, _raw = telephones.make_telephone_key(cast.community.pk, name="交换机", by=by)
    gu = browser(cast, "gu")
    gu.post(f"{TELEPHONES}extensions/{extension.pk}/removal/")
    gu.post(f"{TELEPHONES}keys/{key.pk}/revocation/")
    assert not Extension.objects.exists()
    assert not TelephoneKey.objects.filter(revoked_at=None).exists()
    assert browser(cast, "chen").get(TELEPHONES).status_code == 403
