"""Files made for tests: pictures with a hidden location, and the beginnings of other kinds."""

import io
import struct

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

pillow_heif.register_heif_opener()

MP4 = struct.pack(">I", 24) + b"ftypisom\0\0\2\0isommp41" + b"moving picture" * 500
MOV = struct.pack(">I", 20) + b"ftypqt  \0\0\2\0qt  " + b"moving picture" * 500
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + b"\0" * 99
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


def located_exif(orientation=1):
    """Return EXIF data that betrays where a photo was taken, and by which phone."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telltale phone"
    exif[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)}
    return exif.tobytes()


def picture(kind="JPEG", size=(400, 300), *, mode="RGB", color=(200, 80, 40), **options):
    """Return an encoded picture; the left half is darker, so that its direction shows."""
    image = Image.new(mode, size, color)
    dark = (0, 0, 0) if mode == "RGB" else (0, 0, 0, 255)
    image.paste(dark, (0, 0, size[0] // 2, size[1]))
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def sent(data, name="photo.jpg", content_type="application/octet-stream"):
    """Return an upload as a form brings it; its name and type need not be true."""
    return SimpleUploadedFile(name, data, content_type)


def opened(data):
    """Return stored bytes as a picture."""
    return Image.open(io.BytesIO(data))
