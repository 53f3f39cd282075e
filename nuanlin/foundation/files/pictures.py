"""Pictures made safe and small: upright, re-encoded, with nothing in them but the view."""

import io
from dataclasses import dataclass
from typing import IO, Any

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.files.recognition import JPEG, PNG, WEBP, Content

LONG_SIDE = 2560
THUMBNAIL_SIDE = 480
PIXELS = 50_000_000
# The largest phones take 200 megapixels; JPEG alone can be decoded at a fraction of its size.
JPEG_PIXELS = 210_000_000
_SRGB = ImageCms.createProfile("sRGB")

pillow_heif.register_heif_opener(thumbnails=False)
# Pillow's own guard, which knows one limit for all; ours follows below.
Image.MAX_IMAGE_PIXELS = JPEG_PIXELS


@dataclass(frozen=True, slots=True)
class Picture:
    """A cleaned picture, encoded, with its thumbnail (WebP) and size in pixels."""

    content: Content
    data: bytes
    thumbnail: bytes
    width: int
    height: int


def clean(stream: IO[bytes], content: Content) -> Picture:
    """Return the picture in ``stream`` upright, at most LONG_SIDE pixels, and without metadata.

    Raises Refusal for one that is broken or has too many pixels.
    """
    try:
        return _cleaned(stream, content)
    except (Refusal, Image.DecompressionBombError) as refusal:
        raise _too_many_pixels() from refusal
    except Exception as error:
        # Decoders raise nearly anything when their input is damaged.
        raise Refusal(
            "picture_broken",
            _("This picture is damaged and can't be opened. Please take it again."),
        ) from error


def _cleaned(stream: IO[bytes], content: Content) -> Picture:
    with Image.open(stream, formats=[content.decoder]) as opened:
        _guard_size(opened)
        opened.draft("RGB", _fit(opened.size, LONG_SIDE))
        upright = ImageOps.exif_transpose(opened)
        picture = _plain(upright)
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    # Drawn and written things keep their edges and their transparency in WebP.
    target = WEBP if content is PNG or picture.mode == "RGBA" else JPEG
    data = _encoded(picture, target)
    width, height = picture.size
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(target, data, _encoded(picture, WEBP, quality=75), width, height)


def _guard_size(picture: Image.Image) -> None:
    reducible = picture.format in ("JPEG", "MPO") and not picture.info.get("progressive")
    width, height = picture.size
    if width * height > (JPEG_PIXELS if reducible else PIXELS):
        raise _too_many_pixels()


def _too_many_pixels() -> Refusal:
    return Refusal(
        "picture_too_large",
        _("This picture has more pixels than we can keep. Please send a smaller one."),
    )


def _fit(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _plain(picture: Image.Image) -> Image.Image:
    """Return plain sRGB pixels, with transparency only where there is some, and nothing else."""
    transparent = picture.has_transparency_data
    in_srgb = _in_srgb(picture)
    plain = in_srgb.convert("RGBA" if transparent else "RGB")
    plain.info = {}
    return plain


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Translate the colours, since the profile that explains them is about to be removed."""
    profile: Any = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        translated = ImageCms.profileToProfile(picture, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return translated or picture


def _encoded(picture: Image.Image, target: Content, *, quality: int = 84) -> bytes:
    stream = io.BytesIO()
    options: dict[str, Any] = (
        {"progressive": True, "optimize": True} if target is JPEG else {"method": 4}
    )
    picture.save(stream, target.decoder, quality=quality, **options)
    return stream.getvalue()
