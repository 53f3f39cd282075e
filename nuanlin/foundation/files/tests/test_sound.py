"""Voice messages as browsers record them: known by content, with how long they last."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nuanlin.foundation.files.recognition import (
    AAC,
    AMR,
    M4A,
    MP3,
    MP4,
    OGG,
    WAV,
    WEBA,
    WEBM,
    recognise,
)
from nuanlin.foundation.files.sound import MOST_MS, duration_of
from nuanlin.foundation.files.tests import samples


def element(name, body):
    """Return an element of WebM; ``body`` None leaves its size open, as recorders do."""
    size = b"\x01" + b"\xff" * 7 if body is None else struct.pack(">Q", 1 << 56 | len(body))
    return name + size + (body or b"")


def block(milliseconds):
    return element(b"\xa3", b"\x81" + struct.pack(">h", milliseconds) + b"\x80" + b"opus")


def webm(*clusters, codec=b"A_OPUS"):
    """Return a recording that was never finished: no length at its beginning."""
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    track = element(b"\xae", element(b"\x86", codec))
    parts = [head, element(b"\x18\x53\x80\x67", None), element(b"\x16\x54\xae\x6b", track)]
    for begin, times in clusters:
        parts += [element(b"\x1f\x43\xb6\x75", None), element(b"\xe7", struct.pack(">I", begin))]
        parts += [block(time) for time in times]
    return b"".join(parts)


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(*fragments, handler=b"soun"):
    """Return a recording in fragments, a thousandth of a second being its measure."""
    media = box(
        b"mdia",
        box(b"mdhd", bytes(12), struct.pack(">II", 1000, 0), bytes(4)),
        box(b"hdlr", bytes(8), handler, bytes(13)),
    )
    usual = box(b"mvex", box(b"trex", bytes(4), struct.pack(">IIIII", 1, 1, 20, 0, 0)))
    parts = [box(b"ftyp", b"iso5", bytes(4), b"iso5mp41"), box(b"moov", box(b"trak", media), usual)]
    for count in fragments:
        header = box(b"tfhd", bytes(4), struct.pack(">I", 1))
        run = box(b"trun", struct.pack(">II", 0, count))
        parts += [box(b"moof", box(b"traf", header, run)), box(b"mdat", b"aac" * count)]
    return b"".join(parts)


def ogg(samples_heard):
    head = b"OggS\0\2" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + struct.pack("<H", 312)
    return head + b"music" + b"OggS\0\4" + struct.pack("<q", samples_heard) + bytes(30)


@pytest.mark.parametrize(
    ("data", "content", "milliseconds"),
    [
        (webm((0, [0, 20, 40]), (5000, [0, 940])), WEBA, 6000),
        (mp4(100, 50), M4A, 3000),
        (ogg(48_000 * 4 + 312), OGG, 4000),
    ],
)
def test_a_voice_message_says_how_long_it_lasts(data, content, milliseconds):
    assert recognise(data[:4096]) == content
    assert duration_of(io.BytesIO(data)) == milliseconds


def test_a_video_stays_a_video():
    assert recognise(webm((0, [0]), codec=b"V_VP8")) == WEBM
    assert recognise(mp4(10, handler=b"vide")) == MP4
    assert recognise(samples.MP4) == MP4
    assert recognise(samples.WEBM) == WEBM


@pytest.mark.parametrize("cut", [1, 9, 40, 61, 80])
def test_what_was_cut_off_leaves_the_length_open_or_shorter_and_never_fails(cut):
    for data in (webm((0, [0, 20]), (900, [20])), mp4(50), ogg(48_000)):
        found = duration_of(io.BytesIO(data[:-cut]))
        assert found is None or 0 < found <= 1000


@given(start=st.sampled_from([b"OggS", b"\0\0\0\x20ftypM4A ", b"\x1a\x45\xdf\xa3"]),
       rest=st.binary(max_size=300))  # fmt: skip
def test_whatever_is_sent_its_length_is_sensible_or_open(start, rest):
    found = duration_of(io.BytesIO(start + rest))
    assert found is None or 0 < found <= MOST_MS


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (b"ID3\x04\0\0\0\0\0\x21TSSE", MP3),
        (b"\xff\xfb\x90\x64" + bytes(400), MP3),
        (b"\xff\xf1\x50\x80" + bytes(400), AAC),
        (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), WAV),
        (b"#!AMR\n\x3c" + bytes(40), AMR),
        (box(b"ftyp", b"3gp4", bytes(4), b"isom3gp4") + b"soun", M4A),
        (b"\xff\xfe" + "文字".encode("utf-16-le"), None),
        (b"\xff\xff\xff\xff" + bytes(40), None),
    ],
)
def test_what_a_phone_records_is_known_and_its_length_left_open(data, content):
    assert recognise(data) is content
    assert duration_of(io.BytesIO(data)) is None
