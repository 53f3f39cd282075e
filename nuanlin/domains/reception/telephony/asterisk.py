"""What an event of Asterisk's means: each tells of a channel, a call is several of them.

All channels of a call share the Linkedid, which is the Uniqueid of the first: the owner's on an
incoming call, our own phone's on an outgoing one. When that one hangs up, the call is over.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from nuanlin.domains.reception.models import CallDoubt, Direction, TelephonyKind
from nuanlin.domains.reception.telephony.ami import Message
from nuanlin.domains.reception.telephony.reckoning import Heard

# Says whether a number is one of the office's own extensions.
Inner = Callable[[str], bool]
PUBLIC_SHORT = frozenset({"110", "112", "114", "119", "120", "122"})
LONGEST_UNLISTED = 4
_SECONDS = re.compile(r"(\d{9,})\.\d+$")


def inner_among(extensions: frozenset[str]) -> Inner:
    """Return what tells an extension from a number outside: listed, or as short as only ours are.

    The public short numbers are outside, unless the office uses them within.
    """

    def inner(number: str) -> bool:
        if number in extensions:
            return True
        short = number.isdecimal() and len(number) <= LONGEST_UNLISTED
        return short and number not in PUBLIC_SHORT

    return inner


def heard_in(message: Message, inner: Inner, now: datetime) -> Heard | None:
    """Return what an event says of a call with somebody outside, or None."""
    means = _MEANINGS.get(message.get("Event", ""))
    if means is None or message.get("Channel", "").startswith("Local/"):
        return None
    return means(message, inner, _moment(message) or now)


def still_talking(message: Message, inner: Inner, now: datetime) -> Heard | None:
    """Return that a channel listed as bridged was answered some time before now, or None."""
    if message.get("Event") != "CoreShowChannel" or not message.get("BridgeId"):
        return None
    said = _answered(message, inner, now)
    if said is None:
        return None
    return Heard(
        said.call, said.kind, now, said.number, said.line, said.direction, CallDoubt.SILENT
    )


def _newchannel(message: Message, inner: Inner, at: datetime) -> Heard | None:
    if not _first(message):
        return None
    created = _SECONDS.search(message.get("Uniqueid", ""))
    if created and "Timestamp" not in message:
        at = datetime.fromtimestamp(int(created[1]), UTC)
    return _ringing(message, _number(message, "CallerIDNum"), _number(message, "Exten"), inner, at)


def _dial_begin(message: Message, inner: Inner, at: datetime) -> Heard | None:
    dialled = _number(message, "DestCallerIDNum")
    return _ringing(message, _number(message, "CallerIDNum"), dialled, inner, at)


def _ringing(message: Message, caller: str, other: str, inner: Inner, at: datetime) -> Heard | None:
    call = message.get("Linkedid", "")
    if not inner(caller):
        line = other if inner(other) else ""
        return Heard(call, TelephonyKind.RINGING, at, caller, line, Direction.IN)
    if not other or inner(other):
        return None
    return Heard(call, TelephonyKind.RINGING, at, other, caller, Direction.OUT)


def _dial_end(message: Message, inner: Inner, at: datetime) -> Heard | None:
    if message.get("DialStatus") != "ANSWER":
        return None
    return _between(
        message, _number(message, "DestCallerIDNum"), _number(message, "CallerIDNum"), inner, at
    )


def _newstate(message: Message, inner: Inner, at: datetime) -> Heard | None:
    return _answered(message, inner, at) if message.get("ChannelStateDesc") == "Up" else None


def _answered(message: Message, inner: Inner, at: datetime) -> Heard | None:
    if _first(message):
        return None
    return _between(
        message, _number(message, "CallerIDNum"), _number(message, "ConnectedLineNum"), inner, at
    )


def _between(message: Message, who: str, other: str, inner: Inner, at: datetime) -> Heard | None:
    """Return that ``who`` answered ``other``; which of them is ours says which way it goes."""
    call, kind = message.get("Linkedid", ""), TelephonyKind.ANSWERED
    if inner(who):
        return None if inner(other) else Heard(call, kind, at, other, who, Direction.IN)
    if inner(other):
        return Heard(call, kind, at, who, other, Direction.OUT)
    return Heard(call, kind, at)


def _hangup(message: Message, inner: Inner, at: datetime) -> Heard | None:
    if not _first(message):
        return None
    caller = _number(message, "CallerIDNum")
    other = _number(message, "ConnectedLineNum") or _number(message, "Exten")
    call, kind = message["Linkedid"], TelephonyKind.HUNG_UP
    if not inner(caller):
        return Heard(call, kind, at, caller, direction=Direction.IN)
    if not other or inner(other):
        return None
    return Heard(call, kind, at, other, caller, Direction.OUT)


def _blind_transfer(message: Message, inner: Inner, at: datetime) -> Heard | None:
    return _handed_on(message, message.get("TransfererLinkedid", ""), "Extension", inner, at)


def _attended_transfer(message: Message, inner: Inner, at: datetime) -> Heard | None:
    call = message.get("OrigTransfererLinkedid", "")
    return _handed_on(message, call, "TransferTargetCallerIDNum", inner, at)


def _handed_on(message: Message, call: str, to: str, inner: Inner, at: datetime) -> Heard | None:
    if message.get("Result") != "Success" or inner(_number(message, "TransfereeCallerIDNum")):
        return None
    line = _number(message, to)
    call = message.get("TransfereeLinkedid") or call
    return Heard(call, TelephonyKind.TRANSFERRED, at, line=line) if call and line else None


_MEANINGS: dict[str, Callable[[Message, Inner, datetime], Heard | None]] = {
    "Newchannel": _newchannel,
    "Newstate": _newstate,
    "DialBegin": _dial_begin,
    "DialEnd": _dial_end,
    "BridgeEnter": _answered,
    "BlindTransfer": _blind_transfer,
    "AttendedTransfer": _attended_transfer,
    "Hangup": _hangup,
}


def _first(message: Message) -> bool:
    """Whether the channel is the one that the call began with."""
    return bool(message.get("Uniqueid")) and message["Uniqueid"] == message.get("Linkedid")


def _number(message: Message, name: str) -> str:
    """Return a number as Asterisk says it; "" for "<unknown>", "s" and the like."""
    value = message.get(name, "")
    return value if re.fullmatch(r"\+?\d{2,20}", value) else ""


def _moment(message: Message) -> datetime | None:
    """Return when it happened, where manager.conf has timestampevents = yes."""
    try:
        return datetime.fromtimestamp(float(message["Timestamp"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
