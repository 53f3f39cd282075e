"""How long a voice message lasts: browsers record without saying so at the beginning.

Whoever listens wants to know before; what cannot be read is left open, never guessed.
"""

import struct
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File

# A voice message of an hour is far smaller.
MOST_BYTES = 20 * 1024 * 1024
MOST_MS = 24 * 60 * 60 * 1000
_OPUS_RATE = 48_000


def duration_of(file: "File[bytes] | IO[bytes]") -> int | None:
    """Return how long a recording lasts in milliseconds; None where its content does not say."""
    file.seek(0)
    data = file.read(MOST_BYTES)
    file.seek(0)
    try:
        length = _length(data)
    except (IndexError, struct.error, ZeroDivisionError):
        return None
    return length if length is not None and 0 < length <= MOST_MS else None


def _length(data: bytes) -> int | None:
    if data.startswith(b"OggS"):
        return _ogg(data)
    if data[4:8] == b"ftyp":
        return _mp4(data)
    return _webm(data) if data.startswith(b"\x1a\x45\xdf\xa3") else None


def _ogg(data: bytes) -> int | None:
    """The last page says how many samples there were."""
    last = data.rfind(b"OggS")
    head = data.find(b"OpusHead")
    (samples,) = struct.unpack_from("<q", data, last + 6)
    (skipped,) = struct.unpack_from("<H", data, head + 10)
    return int((samples - skipped) * 1000 // _OPUS_RATE)


def _mp4(data: bytes) -> int | None:
    """What the head says, or, where it is written on the fly, the sum of its fragments."""
    scale, length, fragments = 0, 0, 0
    usual = 0
    for name, body in _boxes(data, (b"moov", b"trak", b"mdia", b"moof", b"traf", b"mvex")):
        if name == b"mdhd":
            wide = body[0] == 1
            scale, length = struct.unpack_from(">IQ" if wide else ">II", body, 20 if wide else 12)
        elif name == b"trex":
            (usual,) = struct.unpack_from(">I", body, 12)
        elif name == b"tfhd":
            usual = _usual_sample(body) or usual
        elif name == b"trun":
            fragments += _samples(body, usual)
    return (length or fragments) * 1000 // scale if scale else None


def _usual_sample(tfhd: bytes) -> int:
    flags = int.from_bytes(tfhd[1:4], "big")
    if not flags & 0x8:
        return 0
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int.from_bytes(tfhd[at : at + 4], "big")


def _samples(trun: bytes, usual: int) -> int:
    """Add up how long the samples of a fragment last."""
    flags, number = int.from_bytes(trun[1:4], "big"), int.from_bytes(trun[4:8], "big")
    if not flags & 0x100:
        return number * usual
    at = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    number = min(number, (len(trun) - at) // step)
    return sum(struct.unpack_from(">I", trun, at + step * one)[0] for one in range(number))


def _boxes(data: bytes, within: tuple[bytes, ...]) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = at + size if size >= head else len(data)
        if name in within:
            yield from _boxes(data[at + head : end], within)
        elif name != b"mdat":
            yield name, data[at + head : end]
        at = end


# Elements of WebM by their ids: those that are entered, and those that are read.
_SEGMENT, _CLUSTER, _INFO, _GROUP = 0x18538067, 0x1F43B675, 0x1549A966, 0xA0
_SCALE, _DURATION, _TIME, _BLOCK, _SIMPLE = 0x2AD7B1, 0x4489, 0xE7, 0xA1, 0xA3
_ENTERED = {_SEGMENT, _CLUSTER, _INFO, _GROUP}
# The last block of a browser's recording lasts this long.
_FRAME_MS = 60


def _webm(data: bytes) -> int | None:
    """What the head says, or else when the last block begins."""
    scale, told, cluster, last = 1_000_000, 0.0, 0, 0
    for name, body in _elements(data):
        if name == _SCALE:
            scale = int.from_bytes(body, "big")
        elif name == _DURATION:
            (told,) = struct.unpack(">d" if len(body) == 8 else ">f", body)
        elif name == _TIME:
            cluster = int.from_bytes(body, "big")
        elif name in (_BLOCK, _SIMPLE):
            _track, begin = _number(body, 0, marker=False)
            last = max(last, cluster + struct.unpack_from(">h", body, begin)[0])
    if told:
        return int(told * scale / 1_000_000)
    return last * scale // 1_000_000 + _FRAME_MS if last else None


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the elements in their order; an entered one is followed by what it holds.

    Recorders leave the size of a segment and of its clusters open, so entering reads on.
    """
    at = 0
    while at < len(data):
        name, at = _number(data, at, marker=True)
        size, at = _number(data, at, marker=False)
        if name in _ENTERED:
            continue
        yield name, data[at : at + size]
        at += size


def _number(data: bytes, at: int, *, marker: bool) -> tuple[int, int]:
    """Return a number of variable length, with or without its marker, and where it ends."""
    first = data[at]
    length = 9 - first.bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if not marker:
        value &= (1 << (7 * length)) - 1
    return value, at + length
