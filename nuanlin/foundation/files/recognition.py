"""What a file is, told from its first bytes; names and headers are not believed."""

from dataclasses import dataclass

from nuanlin.foundation.files.models import FileKind

HEAD_BYTES = 4096
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of file that we keep: how it is decoded, served and named."""

    kind: FileKind
    content_type: str
    extension: str
    decoder: str = ""

    @property
    def limit(self) -> int:
        """How large such a file may be, in bytes."""
        return (100 if self.kind == FileKind.VIDEO else 20) * MEGABYTE


JPEG = Content(FileKind.IMAGE, "image/jpeg", "jpg", "JPEG")
PNG = Content(FileKind.IMAGE, "image/png", "png", "PNG")
WEBP = Content(FileKind.IMAGE, "image/webp", "webp", "WEBP")
HEIC = Content(FileKind.IMAGE, "image/heic", "heic", "HEIF")
MP4 = Content(FileKind.VIDEO, "video/mp4", "mp4")
MOV = Content(FileKind.VIDEO, "video/quicktime", "mov")
WEBM = Content(FileKind.VIDEO, "video/webm", "webm")
WEBA = Content(FileKind.AUDIO, "audio/webm", "weba")
M4A = Content(FileKind.AUDIO, "audio/mp4", "m4a")
OGG = Content(FileKind.AUDIO, "audio/ogg", "ogg")
MP3 = Content(FileKind.AUDIO, "audio/mpeg", "mp3")
AAC = Content(FileKind.AUDIO, "audio/aac", "aac")
WAV = Content(FileKind.AUDIO, "audio/wav", "wav")
AMR = Content(FileKind.AUDIO, "audio/amr", "amr")
PDF = Content(FileKind.DOCUMENT, "application/pdf", "pdf")

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
_SOUND_BRANDS = {b"M4A ", b"M4B "}
_MP4_BRANDS = {b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"isom"} | {
    b"iso%d" % n for n in range(2, 10)
}


def recognise(head: bytes) -> Content | None:
    """Return what a file is that starts with ``head`` (up to HEAD_BYTES), None if we keep no such.

    >>> recognise(b"%PDF-1.7").extension
    'pdf'
    """
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        # Matroska shares this sign; browsers play only those that call themselves WebM.
        return _webm(head) if b"webm" in head[:64] else None
    if head.startswith(b"OggS"):
        return OGG if b"OpusHead" in head[:64] else None
    return _by_brand(head) if head[4:8] == b"ftyp" else _recording(head)


def _recording(head: bytes) -> Content | None:
    """Tell what phones record apart: calls, memos, what was dictated."""
    if head.startswith(b"#!AMR"):
        return AMR
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head.startswith(b"ID3"):
        return MP3
    # A frame of MPEG sound: eleven bits set, then the version and the layer.
    if len(head) < 4 or head[0] != 0xFF or head[2] >> 4 == 0xF:
        return None
    if head[1] & 0xF6 == 0xF0:
        return AAC
    return MP3 if head[1] & 0xE6 == 0xE2 else None


def _by_brand(head: bytes) -> Content | None:
    """Tell the relatives of MP4 apart: the main brand, then the ones said to be compatible."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    for brand in brands:
        if brand in _HEIC_BRANDS:
            return HEIC
        if brand == b"qt  ":
            return MOV
        if brand in _SOUND_BRANDS:
            return M4A
        if brand in _MP4_BRANDS or brand.startswith(b"3gp"):
            # A browser's recorder writes first what it recorded: sound ("soun") or pictures too.
            return M4A if b"soun" in head and b"vide" not in head else MP4
    return None


def _webm(head: bytes) -> Content:
    """Tell a voice message from a video by the coding of its tracks, which stand in the head."""
    return WEBA if b"A_OPUS" in head and b"V_" not in head else WEBM
