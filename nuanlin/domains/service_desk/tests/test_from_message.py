"""A resident's message becomes a case, with a link both ways."""

import pytest

from nuanlin.domains.conversations import actions as talk
from nuanlin.domains.conversations import queries as conversations
from nuanlin.domains.service_desk.actions import name_targets
from nuanlin.domains.service_desk.models import Case, CaseFile, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(cast, kept):
    """Zhou writes to the office and adds a photo."""
    photo = kept(cast.client("zhou"))
    zhou = cast.actor("zhou")
    return talk.say(
        community_id=cast.community.pk, text="厨房水管漏水了", file_ids=[photo], by=zhou
    )


def recorded(cast, message, who="chen", **more):
    form = {
        "source": "conversation",
        "contact": f"message:{message.pk}",
        "q": "3-2-501",
        "home": cast.home.pk,
        "reporter": cast.people["zhou"].pk,
        "kind": "repair",
        "description": message.text,
        "category": cast.category().pk,
    }
    return cast.client(who).post("/staff/cases/new/", form | more)


def test_the_record_begins_with_the_words_the_door_and_who_wrote_them(cast, message):
    page = cast.client("chen").get(f"/staff/cases/new/?contact=message:{message.pk}")
    body = page.content.decode()
    assert page.status_code == 200
    assert "厨房水管漏水了" in body
    assert "3-2-501" in body
    assert f'value="message:{message.pk}"' in body


def test_a_case_from_a_message_links_both_ways_and_shows_its_photo(cast, message):
    assert recorded(cast, message).status_code == 302
    case = Case.objects.get()
    assert (case.source, case.reporter) == (Source.CONVERSATION, cast.people["zhou"])
    assert CaseFile.objects.get().case == case
    resident = conversations.my_page(cast.actor("zhou")).lines[0].links[0]
    assert (resident.label, resident.url) == (case.number, f"/cases/{case.pk}/")
    office = conversations.thread(cast.actor("chen"), message.conversation_id)
    line = next(one for one in office.lines if one.id == message.pk)
    assert line.links[0].url == f"/staff/cases/{case.pk}/"


def complained(cast, message, **more):
    form = {
        "source": "conversation",
        "contact": f"message:{message.pk}",
        "q": "3-2-501",
        "home": cast.home.pk,
        "reporter": cast.people["zhou"].pk,
        "kind": "complaint",
        "about": "service",
        "privacy": "open",
        "description": message.text,
    }
    answer = cast.client("chen").post("/staff/complaints/new/", form | more)
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.get()


def test_the_page_of_complaints_begins_with_the_message(cast, message):
    chen = cast.client("chen")
    talk_page = chen.get(f"/staff/talks/{message.conversation_id}/").content.decode()
    path = f"/staff/complaints/new/?contact=message:{message.pk}"
    assert path in talk_page
    form = chen.get(path).content.decode()
    assert "厨房水管漏水了" in form and "3-2-501" in form
    assert f'value="message:{message.pk}"' in form


def test_an_open_complaint_of_a_message_links_both_ways(cast, message):
    case = complained(cast, message)
    assert (case.kind, case.source) == ("complaint", Source.CONVERSATION)
    office = conversations.thread(cast.actor("chen"), message.conversation_id)
    line = next(one for one in office.lines if one.id == message.pk)
    assert [link.url for link in line.links] == [f"/staff/cases/{case.pk}/"]
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert f"/staff/talks/{message.conversation_id}/" in page


def test_nothing_leads_from_a_message_to_what_is_confidential(cast, message):
    case = complained(cast, message, privacy="confidential")
    office = conversations.thread(cast.actor("chen"), message.conversation_id)
    assert not any(line.links for line in office.lines)
    page = cast.client("chen").get(f"/staff/cases/{case.pk}/").content.decode()
    assert "/staff/talks/" + str(message.conversation_id) not in page


def read_by(cast, who, message):
    """What ``who`` reads of the conversation at every door of the office."""
    client, talks = cast.client(who), f"/staff/talks/{message.conversation_id}/"
    doors = [talks, f"{talks}lines/?since=0", "/staff/talks/?view=all", "/staff/talks/?q=水管"]
    doors.append(f"/api/v1/conversations/{message.conversation_id}/messages")
    doors.append(f"/staff/reception/?person={cast.people['zhou'].pk}")
    return "".join(client.get(door).content.decode() for door in doors)


def status_of_photo(cast, who, message):
    photo = message.files.get().file_id
    path = f"/talk/{message.conversation_id}/files/{photo}/"
    return cast.client(who).get(path).status_code


@pytest.mark.parametrize(
    "about", [{"privacy": "confidential"}, {"about": "person", "against": "林小雨"}]
)
def test_a_message_of_confidence_is_left_to_its_resident_and_to_who_wrote_it_down(
    cast, message, about
):
    assert "厨房水管漏水了" in read_by(cast, "lin", message)
    assert status_of_photo(cast, "lin", message) == 200
    complained(cast, message, **about)
    assert "厨房水管漏水了" not in read_by(cast, "lin", message)
    assert status_of_photo(cast, "lin", message) == 404
    refused = cast.client("lin").get(f"/staff/cases/new/?contact=message:{message.pk}")
    assert refused.status_code == 404
    assert "厨房水管漏水了" in read_by(cast, "chen", message)
    assert "厨房水管漏水了" in cast.client("zhou").get("/talk/").content.decode()


def test_whoever_a_complaint_turns_out_to_be_about_reads_its_message_no_longer(cast, message):
    case = complained(cast, message)
    assert "厨房水管漏水了" in read_by(cast, "lin", message)
    name_targets(case.pk, staff_ids=[cast.staff["lin"].pk], by=cast.actor("gu"))
    assert "厨房水管漏水了" not in read_by(cast, "lin", message)


def test_who_may_not_read_the_message_makes_nothing_of_it(cast, message):
    assert recorded(cast, message, who="li").status_code == 404
    assert not Case.objects.exists()
    assert not CaseFile.objects.exists()
    assert (
        cast.client("ma").get(f"/staff/cases/new/?contact=message:{message.pk}").status_code == 404
    )


def test_a_note_is_not_the_residents_word_and_becomes_nothing(cast, message):
    note = talk.note(message.conversation_id, text="内部", by=cast.actor("chen"))
    page = cast.client("chen").get(f"/staff/cases/new/?contact=message:{note.pk}")
    assert page.status_code == 404


def test_a_program_makes_a_case_of_a_message_too(cast, call, message):
    said = {
        "description": message.text,
        "home_id": cast.home.pk,
        "source": "conversation",
        "reporter_id": cast.people["zhou"].pk,
        "contact": f"message:{message.pk}",
    }
    made = call("chen").post(f"communities/{cast.community.pk}/cases", **said)
    assert made.status_code == 201, made.json()
    read = call("zhou").get(f"conversations/{message.conversation_id}/messages").json()
    assert [link["label"] for link in read["items"][0]["links"]] == [made.json()["number"]]
    refused = call("li").post(f"communities/{cast.community.pk}/cases", **said)
    assert refused.status_code == 404
    assert Case.objects.count() == 1
