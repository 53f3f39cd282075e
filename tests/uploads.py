"""Files that tests upload, and where they are kept."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


@pytest.fixture
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of a test apart from everybody else's."""
    place = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path), "base_url": None},
    }
    settings.STORAGES = {**settings.STORAGES, "default": place}


@pytest.fixture
def photo() -> Callable[[], SimpleUploadedFile]:
    """A new small photo."""

    def make() -> SimpleUploadedFile:
        data = BytesIO()
        Image.new("RGB", (60, 40), (200, 80, 40)).save(data, "JPEG")
        return SimpleUploadedFile("漏水.jpg", data.getvalue(), "image/jpeg")

    return make
