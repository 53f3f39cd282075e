"""A message as mail: plain words, the same well drawn, and a way to stop them."""

import re
from email.utils import formatdate, parseaddr
from hashlib import sha256
from typing import cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from nuanlin.foundation.notifications.channels.base import Parcel
from nuanlin.foundation.notifications.channels.email.unsubscribing import stop_address

# A text in English holds Chinese names at most; a sentence in Chinese ends like this.
_CHINESE = re.compile("[，。；：！？]")


def message_id_of(key: str) -> str:
    """Return the Message-ID of a parcel: the same for the same key, and it gives nothing away."""
    domain = parseaddr(settings.SMTP_FROM)[1].rpartition("@")[2]
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def as_mail(parcel: Parcel) -> bytes:
    """Return the parcel as a message ready for the line, with CRLF at the ends of lines."""
    with override("zh-hans" if _CHINESE.search(parcel.text) else "en"):
        message = _written(parcel)
    return message.as_bytes(linesep="\r\n")


def _written(parcel: Parcel) -> SafeMIMEMultipart:
    link = f"{settings.PUBLIC_URL}{parcel.url}" if parcel.url else ""
    stop = "" if parcel.urgent else stop_address(parcel.address)
    lines = [parcel.text, link, _("No more e-mail like this: %(link)s") % {"link": stop}]
    headers = {"Message-ID": message_id_of(parcel.key), "Date": formatdate()}
    # Whoever is away need not tell us so (RFC 3834).
    headers["Auto-Submitted"] = "auto-generated"
    if stop:
        headers |= {
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = EmailMultiAlternatives(
        " ".join(parcel.title.split()),
        "\n\n".join(lines if stop else lines[:2]).rstrip() + "\n",
        settings.SMTP_FROM,
        [parcel.address],
        headers=headers,
    )
    shown = {
        "title": parcel.title,
        "paragraphs": [one for one in parcel.text.splitlines() if one.strip()],
        "link": link,
        "stop": stop,
    }
    mail.attach_alternative(render_to_string("notifications/mail.html", shown), "text/html")
    return cast(SafeMIMEMultipart, mail.message())
