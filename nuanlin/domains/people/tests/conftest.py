import pytest


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hash passwords cheaply: their strength is Django's affair, the tests' time is ours."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
