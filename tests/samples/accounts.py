"""What the routes of accounts, messages, files and webhooks take."""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.actions.reach import confirming_token
from nuanlin.foundation.notifications.channels.email.unsubscribing import stop_address
from nuanlin.foundation.notifications.models import (
    AddressState,
    ContactAddress,
    Notification,
    Way,
)
from nuanlin.foundation.webhooks.models import Delivery, Endpoint
from tests.cast import Cast
from tests.samples.pictures import photo
from tests.site import session_of


def account_samples(cast: Cast) -> dict[str, Any]:
    """Return what Zhou has with his account; needs an event to tell him of."""
    account, draft = cast.accounts["zhou"], photo(cast)
    notification = Notification.objects.create(
        account=account, event=Event.objects.earliest("pk"), text="New", url="/"
    )
    token = ApiToken.objects.create(user=account, name="phone", digest="t")
    passkey = Authenticator.objects.create(
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "x", "credential": _credential()},
    )
    return {
        "account_id": account.pk,
        "browser_id": _browser(account).pk,
        "files:draft_thumbnail.file_id": draft.pk,
        "api:read_draft_thumbnail.file_id": draft.pk,
        "notification_id": notification.pk,
        "way": "email",
        **_reach(account),
        "pk": passkey.pk,
        "token_id": token.pk,
        "notifications:receipts.token": "nobody-knows-it",
        "notifications:receipts.way": "sms",
        "notifications:stop_mail.token": stop_address("zhou@example.com").split("/")[-2],
        "uuid": uuid4(),
        **_webhook(),
    }


def _reach(account: User) -> dict[str, Any]:
    """Return an address to be confirmed, and one that takes nothing."""
    mail = ContactAddress.objects.create(account=account, way=Way.EMAIL, address="z@example.com")
    ContactAddress.objects.create(
        account=account, way=Way.WECHAT, address="o-zhou", confirmed_at=timezone.now()
    )
    bounced = AddressState.objects.create(way=Way.EMAIL, address="z@example.com", fault="bounced")
    return {
        "notifications:confirm_mail.token": confirming_token(mail),
        "notifications:remove_mail.address_id": mail.pk,
        "api:remove_mail.address_id": mail.pk,
        "address_id": bounced.pk,
    }


def _webhook() -> dict[str, Any]:
    """Return an address that is told of events and what was told it."""
    endpoint = Endpoint.objects.create(
        name="城市热线", url="https://example.com/hook", types=["case.overdue"], secret="x"
    )
    delivery = Delivery.objects.create(
        endpoint=endpoint, type="case.created", payload={}, outcome="delivered"
    )
    return {"delivery_id": delivery.pk, "endpoint_id": endpoint.pk}


def _browser(account: User) -> UserSession:
    return UserSession.objects.create(
        user=account, ip="127.0.0.1", user_agent="Firefox", session_key=session_of(account)
    )


def _credential() -> dict[str, Any]:
    """Return what a browser sends for a passkey that was made just now."""
    curve = ec.generate_private_key(ec.SECP256R1())
    key = AttestedCredentialData.create(
        bytes(16), b"key", ES256.from_cryptography_key(curve.public_key())
    )
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    statement = AttestationObject.create(
        "none", AuthenticatorData.create(bytes(32), flags, 0, key), {}
    )
    return {
        "id": websafe_encode(b"key"),
        "rawId": websafe_encode(b"key"),
        "type": "public-key",
        "response": {
            "clientDataJSON": CollectedClientData.create("webauthn.create", b"c", "https://x").b64,
            "attestationObject": websafe_encode(statement),
        },
    }
