"""What the codes of Aliyun's text messages mean for us (its page "API error codes")."""

from collections.abc import Callable
from functools import partial

from nuanlin.foundation.notifications.channels.base import Answer, Later, Permanent

HOUR = 3600.0
_wrong_number = partial(Permanent, address_fault=True)
_unwanted = partial(Permanent, refused=True)
_too_many = partial(Later, after_seconds=HOUR)
_too_fast = partial(Later, after_seconds=5.0)

_MEANINGS: dict[str, Callable[[str, str], Answer]] = {
    "isv.MOBILE_NUMBER_ILLEGAL": _wrong_number,
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": _wrong_number,
    # The carriers' own list of people who want no messages.
    "MOBILE_IN_BLACK": _unwanted,
    "isv.MOBILE_IN_BLACK": _unwanted,
    # One number gets so many a minute, an hour, a day.
    "isv.BUSINESS_LIMIT_CONTROL": _too_many,
    "Throttling": _too_fast,
    "Throttling.User": _too_fast,
    "Throttling.Api": _too_fast,
    "isp.SYSTEM_ERROR": _too_fast,
    "isp.GATEWAY_ERROR": _too_fast,
}
# Nothing is wrong with the message: the account, the signature or the key is not in order.
OURS = {
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "isv.PRODUCT_UN_SUBSCRIPT",
    "isv.PRODUCT_UNSUBSCRIBE",
    "isv.ACCOUNT_NOT_EXISTS",
    "isv.ACCOUNT_ABNORMAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.SMS_SIGN_ILLEGAL",
    "isv.DENY_IP_RANGE",
    "isv.DAY_LIMIT_CONTROL",
    "isv.MONTH_LIMIT_CONTROL",
    "isp.RAM_PERMISSION_DENY",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeyId.Inactive",
    "SignatureDoesNotMatch",
    "Forbidden.RAM",
}


def meaning(code: str, words: str, status: int) -> Answer:
    """Return what a code other than "OK" asks of us."""
    if code in OURS:
        return Later(code, words)
    if code in _MEANINGS:
        return _MEANINGS[code](code, words)
    if not code or status >= 500:
        return Later(code or str(status), words)
    return Permanent(code, words)
