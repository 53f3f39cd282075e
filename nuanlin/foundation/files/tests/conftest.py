"""The cast: Anna uploads, Ben is signed in too; and two places to keep files."""

import boto3
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.models import User


@pytest.fixture(scope="session")
def bucket_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def _in_folder(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        },
    }


@pytest.fixture
def folder(settings, tmp_path):
    _in_folder(settings, tmp_path)
    return default_storage


@pytest.fixture(params=["folder", "bucket"])
def storage(request, settings, tmp_path):
    """The same test over a folder and over an S3-compatible bucket."""
    if request.param == "folder":
        _in_folder(settings, tmp_path)
        return default_storage
    address = request.getfixturevalue("bucket_server")
    access = {"endpoint_url": address, "region_name": "us-east-1"}
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    name = tmp_path.name.replace("_", "-").lower()[:60]
    boto3.client("s3", **access, **keys).create_bucket(Bucket=name)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": name,
                "endpoint_url": address,
                "access_key": "key",
                "secret_key": "secret",
                "default_acl": None,
                "file_overwrite": False,
            },
        },
    }
    return default_storage


class Visitor(Client):
    """A browser in which somebody is signed in."""

    def __init__(self, username):
        super().__init__()
        self.account = User.objects.create(username=username)
        self.actor = Actor(account_id=self.account.pk, name=username)
        self.force_login(self.account, "nuanlin.config.authentication.AccountBackend")


@pytest.fixture
def anna(db):
    return Visitor("anna")


@pytest.fixture
def ben(db):
    return Visitor("ben")
