"""A picture that a resident has sent."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from nuanlin.foundation.files.actions import store_upload
from nuanlin.foundation.files.models import StoredFile
from tests.cast import Cast


def photo(cast: Cast, who: str = "zhou") -> StoredFile:
    """Return a picture of eight pixels that ``who`` has sent and attached to nothing."""
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return store_upload(ContentFile(picture.getvalue(), "水龙头.png"), by=cast.actor(who))
