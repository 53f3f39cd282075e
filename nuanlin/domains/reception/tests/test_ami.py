"""An Asterisk's own words over a socket become right records, whatever is late, twice or lost."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from nuanlin.domains.reception.actions import telephones
from nuanlin.domains.reception.models import CallRecord, CallState, MissedCall
from nuanlin.domains.reception.telephony.ami import AmiLink, AmiProblem, Exchange
from nuanlin.domains.reception.telephony.listening import Listener
from nuanlin.domains.reception.tests.exchange import (
    SECRET,
    FakeAsterisk,
    event,
    handed_on,
    incoming,
    inner_call,
    outgoing,
)
from tests.cast import Cast

ZHOU, WU = "13912344471", "13912344473"
PATIENCE = 30

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The cast, in tables that other connections see."""
    cast = Cast()
    for number, name in (("801", "chen"), ("802", "lin")):
        telephones.set_extension(
            cast.community.pk, number=number, staff_id=cast.staff[name].pk, by=cast.actor("gu")
        )
    return cast


def listen(cast: Cast, asterisk: FakeAsterisk, until: Callable[[], bool]) -> None:
    """Let a listener run until every connection was served and ``until`` holds."""
    stop = threading.Event()
    exchange = Exchange("127.0.0.1", asterisk.port, "nuanlin", SECRET)
    listener = Listener(exchange, cast.community.pk, stop=stop, first_pause=0.05)
    thread = threading.Thread(target=listener.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    try:
        while not (asterisk.done.is_set() and until()):
            assert time.monotonic() < deadline, list(CallRecord.objects.values())
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join(PATIENCE)


def ended(number: int = 1) -> Callable[[], bool]:
    """So many calls are over."""
    return lambda: CallRecord.objects.filter(ended_at__isnull=False).count() == number


def begun(minutes: int = 5) -> float:
    """So many minutes ago, in whole seconds since 1970."""
    return float(int(time.time()) - minutes * 60)


def whole(said: dict[str, str]) -> list[str]:
    """The events of a call that was answered, in their order."""
    names = ["new", "leg", "dial", "ring", "up", "dialled", "bridge", "bridge_owner",
             "leg_over", "over"]  # fmt: skip
    return [said[name] for name in names]


def assert_zhou_was_answered(cast: Cast) -> None:
    """One record of a call that rang seven seconds and was talked for a minute."""
    call = CallRecord.objects.get()
    assert (call.state, call.ring_seconds, call.timeliness) == (CallState.ENDED, 7, "in_time")
    assert call.talk == timedelta(seconds=60)
    assert (call.person, call.home) == (cast.people["zhou"], cast.home)
    assert (call.answered_by, call.line) == (cast.staff["chen"], "801")
    assert not MissedCall.objects.filter(closed_at=None).exists()


def test_a_call_in_good_order(cast: Cast):
    with FakeAsterisk("".join(whole(incoming(begun(), ZHOU)))) as asterisk:
        listen(cast, asterisk, ended())
    assert_zhou_was_answered(cast)


def test_every_event_twice_and_back_to_front(cast: Cast):
    said = whole(incoming(begun(), ZHOU))
    with FakeAsterisk("".join(reversed(said)) + "".join(said)) as asterisk:
        listen(cast, asterisk, lambda: ended()() and CallRecord.objects.get().ring_seconds == 7)
    assert_zhou_was_answered(cast)


def test_the_answer_is_known_by_any_one_of_the_three_events_that_show_it(cast: Cast):
    for minutes, name in ((9, "up"), (8, "dialled"), (7, "bridge")):
        said = incoming(begun(minutes), ZHOU)
        with FakeAsterisk(said["new"] + said[name] + said["over"]) as asterisk:
            listen(cast, asterisk, ended(10 - minutes))
    assert set(CallRecord.objects.values_list("state", "ring_seconds")) == {(CallState.ENDED, 7)}


def test_nobody_answers(cast: Cast):
    said = incoming(begun(), WU)
    names = ("new", "leg", "dial", "ring", "cancelled", "leg_over", "given_up")
    with FakeAsterisk("".join(said[name] for name in names)) as asterisk:
        listen(cast, asterisk, ended())
    call = CallRecord.objects.get()
    assert (call.state, call.ring_seconds) == (CallState.MISSED, 30)
    assert MissedCall.objects.get().person == cast.people["wu"]


def test_a_call_is_handed_on_and_colleagues_phone_each_other_meanwhile(cast: Cast):
    at = begun()
    said = whole(incoming(at, ZHOU))
    words = [*said[:8], inner_call(at), handed_on(at, ZHOU, "802"), *said[8:]]
    with FakeAsterisk("".join(words)) as asterisk:
        listen(cast, asterisk, ended())
    assert_zhou_was_answered(cast)
    assert [one.to for one in CallRecord.objects.get().transfers.all()] == [cast.staff["lin"]]


def test_a_call_that_we_make_is_one_of_whoever_dials(cast: Cast):
    with FakeAsterisk(outgoing(begun(), WU)) as asterisk:
        listen(cast, asterisk, ended())
    call = CallRecord.objects.get()
    assert (call.direction, call.person) == ("out", cast.people["wu"])
    assert (call.answered_by, call.talk) == (cast.staff["chen"], timedelta(seconds=30))


def test_what_ended_while_the_line_was_cut_is_ended_with_doubt(cast: Cast):
    said = incoming(begun(), ZHOU)
    talking = said["new"] + said["dial"] + said["up"]
    with FakeAsterisk(talking, "") as asterisk:
        listen(cast, asterisk, ended())
    call = CallRecord.objects.get()
    assert (call.state, call.doubt, call.ring_seconds) == (CallState.ENDED, "silent", 7)


def test_what_was_answered_while_the_line_was_cut_is_no_missed_call(cast: Cast):
    at = begun()
    said = incoming(at, ZHOU)
    bridged = (
        "Channel: PJSIP/801-0000000b\nChannelStateDesc: Up\nCallerIDNum: 801\n"
        f"ConnectedLineNum: {ZHOU}\nUniqueid: {int(at)}.11\nLinkedid: {int(at)}.10\n"
        "BridgeId: b\nDuration: 00:04:50\n"
    )
    # It ends now: the exchange's clock and ours are one.
    over = said["over"].replace(f"{at + 67:.6f}", f"{time.time() + 5:.6f}")
    with FakeAsterisk(said["new"] + said["dial"], over, channels=("", bridged)) as asterisk:
        listen(cast, asterisk, ended())
    call = CallRecord.objects.get()
    assert (call.state, call.answered_by) == (CallState.ENDED, cast.staff["chen"])
    assert (call.ring_seconds, call.timeliness) == (None, "")  # nobody heard how long it rang
    assert not MissedCall.objects.filter(closed_at=None).exists()


def test_the_line_is_cut_in_the_middle_of_a_message(cast: Cast):
    said = whole(incoming(begun(), ZHOU))
    half = said[-1][: len(said[-1]) // 2]
    with FakeAsterisk("".join(said[:-1]) + half, said[-1]) as asterisk:
        listen(cast, asterisk, lambda: ended()() and not CallRecord.objects.get().doubt)
    assert_zhou_was_answered(cast)


def test_a_withheld_number_rings_without_a_name(cast: Cast):
    said = incoming(begun(), "<unknown>")
    with FakeAsterisk(said["new"] + said["given_up"]) as asterisk:
        listen(cast, asterisk, ended())
    assert (CallRecord.objects.get().number, MissedCall.objects.count()) == ("", 0)


def test_without_timestamps_the_channels_own_name_says_when_it_began(cast: Cast):
    at = begun()
    said = "".join(
        line + "\n" for line in incoming(at, ZHOU)["new"].split("\n")[:-1]
        if not line.startswith("Timestamp")
    )  # fmt: skip
    with FakeAsterisk(said) as asterisk:
        listen(cast, asterisk, CallRecord.objects.exists)
    assert CallRecord.objects.get().rang_at.timestamp() == at


def test_a_wrong_secret_is_not_let_in():
    with FakeAsterisk("") as asterisk, pytest.raises(AmiProblem, match="Authentication failed"):
        AmiLink(Exchange("127.0.0.1", asterisk.port, "nuanlin", "wrong"))


def test_an_exchange_that_is_not_there_is_said_so():
    with socket.socket() as taken, pytest.raises(AmiProblem):
        taken.bind(("127.0.0.1", 0))  # nobody else can answer there meanwhile
        port = taken.getsockname()[1]
        AmiLink(Exchange("127.0.0.1", port, "nuanlin", SECRET), quiet_seconds=0.2)


def test_nonsense_events_change_nothing(cast: Cast):
    odd = event("Newchannel", 0, begun()) + event("Hangup", 0, begun(), Uniqueid="x", Linkedid="x")
    odd += "Event: DialEnd\nDialStatus: ANSWER\n\n: :\n\n" + "Event: BlindTransfer\n\n"
    with FakeAsterisk(odd + "".join(whole(incoming(begun(), ZHOU)))) as asterisk:
        listen(
            cast,
            asterisk,
            lambda: CallRecord.objects.filter(
                external_id__contains=".10", ended_at__isnull=False
            ).exists(),
        )
    assert CallRecord.objects.filter(person=cast.people["zhou"]).count() == 1


def test_the_command_says_what_it_misses(cast: Cast, settings):
    with pytest.raises(CommandError, match="NUANLIN_AMI_HOST"):
        call_command("telephony_ami")
    settings.AMI_HOST, settings.AMI_USER = "127.0.0.1", "nuanlin"
    with pytest.raises(CommandError, match="NUANLIN_AMI_COMMUNITY"):
        call_command("telephony_ami")
