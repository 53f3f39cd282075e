"""An Asterisk on loopback that speaks the Manager Interface as a real one does, line by line."""

import hashlib
import socket
import threading
from collections.abc import Callable

SECRET = "zi-dong"
BANNER = b"Asterisk Call Manager/8.0.2\r\n"


class FakeAsterisk:
    """Serves one manager after another; ``says`` holds what each connection hears after login."""

    def __init__(self, *says: str, channels: tuple[str, ...] = ()) -> None:
        self.says, self.channels = list(says), list(channels)
        self.refused = 0
        self.done = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "FakeAsterisk":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        for number, said in enumerate(self.says):
            listed = self.channels[number] if number < len(self.channels) else ""
            while not self._answer(said, listed):
                self.refused += 1
        self.done.set()

    def _answer(self, said: str, listed: str) -> bool:
        """Serve one connection and cut it; say whether it was let in."""
        try:
            line, _from = self._socket.accept()
        except OSError:
            return True
        with line, line.makefile("rb") as heard:
            line.sendall(BANNER)
            if not self._let_in(line, lambda: _message(heard)):
                return False
            asked = _message(heard)
            assert asked["Action"] == "CoreShowChannels"
            line.sendall(_listing(asked["ActionID"], listed))
            # In small pieces, as a network has it.
            text = _wire(said)
            for at in range(0, len(text), 97):
                line.sendall(text[at : at + 97])
            return True

    def _let_in(self, line: socket.socket, next_message: Callable[[], dict[str, str]]) -> bool:
        asked = next_message()
        assert (asked["Action"], asked["AuthType"]) == ("Challenge", "MD5")
        line.sendall(_wire(f"Response: Success\nActionID: {asked['ActionID']}\nChallenge: 42\n\n"))
        login = next_message()
        wanted = hashlib.md5(f"42{SECRET}".encode(), usedforsecurity=False).hexdigest()
        if (login["Username"], login["Key"]) != ("nuanlin", wanted):
            line.sendall(
                _wire(
                    f"Response: Error\nActionID: {login['ActionID']}\n"
                    "Message: Authentication failed\n\n"
                )
            )
            return False
        line.sendall(
            _wire(
                f"Response: Success\nActionID: {login['ActionID']}\n"
                "Message: Authentication accepted\n\n"
                "Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted\n\n"
            )
        )
        return True


def _wire(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _message(heard: object) -> dict[str, str]:
    found: dict[str, str] = {}
    while line := heard.readline().decode().strip():  # type: ignore[attr-defined]
        name, _colon, value = line.partition(": ")
        found[name] = value
    return found


def _listing(number: str, listed: str) -> bytes:
    channels = "".join(
        f"Event: CoreShowChannel\nActionID: {number}\n{one.strip()}\n\n"
        for one in listed.split("\n\n")
        if one.strip()
    )
    return _wire(
        f"Response: Success\nActionID: {number}\nEventList: start\n"
        "Message: Channels will follow\n\n"
        f"{channels}Event: CoreShowChannelsComplete\nActionID: {number}\n"
        "EventList: Complete\nListItems: 1\n\n"
    )


def event(name: str, seconds: float, begun: float, **headers: str) -> str:
    """One event as manager.conf with timestampevents = yes has it, so long after ``begun``."""
    lines = {"Event": name, "Privilege": "call,all", "Timestamp": f"{begun + seconds:.6f}"}
    text = {**lines, **headers}
    return "".join(f"{key}: {value}\n" for key, value in text.items()) + "\n"


def incoming(begun: float, number: str, phone: str = "801") -> dict[str, str]:
    """The events of one incoming call by name, each as Asterisk 16 to 22 write it."""
    first, second = f"{int(begun)}.10", f"{int(begun)}.11"
    owner = {
        "Channel": "PJSIP/trunk-0000000a",
        "ChannelState": "4",
        "ChannelStateDesc": "Ring",
        "CallerIDNum": number,
        "CallerIDName": "<unknown>",
        "ConnectedLineNum": "<unknown>",
        "ConnectedLineName": "<unknown>",
        "Language": "cn",
        "AccountCode": "",
        "Context": "from-trunk",
        "Exten": "057185551234",
        "Priority": "1",
        "Uniqueid": first,
        "Linkedid": first,
    }
    ours = {
        **owner,
        "Channel": f"PJSIP/{phone}-0000000b",
        "ChannelState": "6",
        "ChannelStateDesc": "Up",
        "CallerIDNum": phone,
        "ConnectedLineNum": number,
        "Context": "from-internal",
        "Exten": "",
        "Uniqueid": second,
    }
    dial = {
        **owner,
        "DestChannel": ours["Channel"],
        "DestChannelState": "0",
        "DestChannelStateDesc": "Down",
        "DestCallerIDNum": phone,
        "DestConnectedLineNum": number,
        "DestUniqueid": second,
        "DestLinkedid": first,
    }
    talking = {**owner, "ChannelStateDesc": "Up", "ConnectedLineNum": phone}
    return {
        "new": event("Newchannel", 0, begun, **owner),
        "leg": event("Newchannel", 0.4, begun, **{**ours, "ChannelStateDesc": "Down"}),
        "dial": event("DialBegin", 0.5, begun, **dial, DialString=f"{phone}/sip:x"),
        "ring": event("Newstate", 0.7, begun, **{**ours, "ChannelStateDesc": "Ringing"}),
        "up": event("Newstate", 7, begun, **ours),
        "dialled": event("DialEnd", 7.1, begun, **dial, DialStatus="ANSWER"),
        "bridge": event("BridgeEnter", 7.2, begun, BridgeUniqueid="b", **ours),
        "bridge_owner": event("BridgeEnter", 7.3, begun, BridgeUniqueid="b", **talking),
        "cancelled": event("DialEnd", 29.9, begun, **dial, DialStatus="CANCEL"),
        "leg_over": event("Hangup", 66.8, begun, **ours, Cause="16"),
        "over": event("Hangup", 67, begun, **talking, Cause="16"),
        "given_up": event("Hangup", 30, begun, **owner, Cause="127"),
    }


def handed_on(begun: float, number: str, to: str) -> str:
    """A blind transfer of an incoming call."""
    first = f"{int(begun)}.10"
    return event(
        "BlindTransfer", 40, begun,
        Result="Success",
        TransfererChannel="PJSIP/801-0000000b",
        TransfererCallerIDNum="801",
        TransfererConnectedLineNum=number,
        TransfererUniqueid=f"{int(begun)}.11",
        TransfererLinkedid=first,
        TransfereeChannel="PJSIP/trunk-0000000a",
        TransfereeCallerIDNum=number,
        TransfereeUniqueid=first,
        TransfereeLinkedid=first,
        IsExternal="No",
        Context="from-internal",
        Extension=to,
    )  # fmt: skip


def inner_call(begun: float) -> str:
    """Colleagues who phone each other."""
    first = f"{int(begun)}.90"
    ours = {
        "Channel": "PJSIP/801-0000000c", "CallerIDNum": "801", "ConnectedLineNum": "802",
        "Exten": "802", "Uniqueid": first, "Linkedid": first,
    }  # fmt: skip
    dial = {**ours, "DestCallerIDNum": "802", "DestUniqueid": f"{int(begun)}.91"}
    return (
        event("Newchannel", 0, begun, **ours)
        + event("DialBegin", 0.1, begun, **dial)
        + event("DialEnd", 3, begun, **dial, DialStatus="ANSWER")
        + event("Hangup", 9, begun, **ours)
    )


def outgoing(begun: float, number: str) -> str:
    """A call that extension 801 makes, answered after eight seconds."""
    first, second = f"{int(begun)}.70", f"{int(begun)}.71"
    ours = {
        "Channel": "PJSIP/801-0000000d", "CallerIDNum": "801", "ConnectedLineNum": "<unknown>",
        "Context": "from-internal", "Exten": number, "Uniqueid": first, "Linkedid": first,
    }  # fmt: skip
    dial = {**ours, "DestCallerIDNum": number, "DestUniqueid": second, "DestLinkedid": first}
    return (
        event("Newchannel", 0, begun, **ours)
        + event("DialBegin", 0.3, begun, **dial)
        + event("DialEnd", 8, begun, **dial, DialStatus="ANSWER")
        + event("Hangup", 38, begun, **{**ours, "ConnectedLineNum": number})
    )
