"""Passkeys with a real browser under the site's own content security policy."""

import pytest
from allauth.mfa.models import Authenticator

PASSWORD = "three warm words"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def li(town, settings):
    # The running site knows the real way to hash a password alone.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    user = town.accounts["li"]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def tab(site, li):
    """A browser whose device makes passkeys; by name, for these know no bare addresses."""
    window = site.window()
    page = window.new_page()
    device = window.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.root = site.address.replace("127.0.0.1", "localhost")
    yield page
    window.close()


def sign_in(page) -> None:
    page.goto(f"{page.root}/account/sign-in/")
    page.fill("[name=login]", "li")
    page.fill("[name=password]", PASSWORD)
    page.click("form[action='/account/sign-in/'] button")


def test_a_passkey_is_made_signs_in_alone_and_is_the_second_step(tab, li):
    sign_in(tab)
    tab.wait_for_url("**/staff/**")
    tab.goto(f"{tab.root}/account/second-step/passkeys/add/")
    tab.fill("[name=password]", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/passkeys/add/")
    tab.check("[name=passwordless]")
    tab.click("form[data-passkey] button")
    tab.wait_for_url("**/recovery/")
    key = Authenticator.objects.get(user=li, type=Authenticator.Type.WEBAUTHN)

    tab.context.clear_cookies()
    tab.goto(f"{tab.root}/account/sign-in/")
    tab.click("form[data-passkey] button")
    tab.wait_for_url("**/staff/**")

    tab.context.clear_cookies()
    sign_in(tab)
    tab.wait_for_url("**/second-step/code/")
    tab.click("form[data-passkey] button")
    tab.wait_for_url("**/staff/**")

    tab.goto(f"{tab.root}/account/second-step/passkeys/{key.pk}/")
    if "/again/" in tab.url:
        tab.fill("[name=password]", PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"**/passkeys/{key.pk}/")
    tab.fill("[name=name]", "我的手机")
    tab.click("form.card button")
    tab.wait_for_url("**/passkeys/")
    assert tab.get_by_text("我的手机").is_visible()
    tab.goto(f"{tab.root}/account/second-step/passkeys/{key.pk}/remove/")
    tab.click("form.card button")
    tab.wait_for_url("**/passkeys/")
    assert not Authenticator.objects.filter(user=li).exists()
