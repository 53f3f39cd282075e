"""Proof that a paper about who was told is ours, and that nobody changed the ledger since (F3)."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.utils.crypto import constant_time_compare, salted_hmac

from nuanlin.domains.notices.models import Evidence, Reach

SALT = "nuanlin.notices.evidence"
# So much of the signature stands on the paper: nobody guesses 120 bits.
SIGNED = 30
Row = list[str | int]


def row_of(reach: Reach) -> Row:
    """Return what a paper says of a home: plate, standing, by what and when it was reached."""
    at = reach.reached_at.isoformat() if reach.reached_at else ""
    return [reach.home.plate, reach.standing, reach.reached_by, at]


def digest_of(evidence: Evidence) -> str:
    """Return the SHA-256 of all that a paper says, its notice's words included."""
    notice = evidence.notice
    said = [
        notice.pk,
        notice.title,
        notice.text,
        notice.sent_at.isoformat() if notice.sent_at else "",
        evidence.made_at.isoformat(),
        evidence.homes,
        evidence.reached,
        evidence.rows,
    ]
    packed = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return sha256(packed.encode()).hexdigest()


def code_of(evidence: Evidence) -> str:
    """Return the number of a paper with its signature by this installation's key."""
    return f"{evidence.pk}-{_signature(evidence)}"


def _signature(evidence: Evidence) -> str:
    signed = f"{evidence.pk}:{digest_of(evidence)}"
    return salted_hmac(SALT, signed, algorithm="sha256").hexdigest()[:SIGNED]


@dataclass(frozen=True, slots=True)
class Checked:
    """A paper that is ours; ``changed`` names homes of which the ledger now says otherwise."""

    evidence: Evidence
    digest: str
    changed: list[str]


def check(code: str) -> Checked | None:
    """Return the paper behind a code, or None where it is not ours or was tampered with.

    Who was reached after the paper is no change. Two statements.
    """
    number, _dash, signature = "".join(code.split()).lower().partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    found = Evidence.objects.select_related("notice__community").filter(pk=int(number)).first()
    if found is None or not constant_time_compare(_signature(found), signature):
        return None
    return Checked(found, digest_of(found), _changed(found))


def _changed(evidence: Evidence) -> list[str]:
    rows = Reach.objects.filter(notice=evidence.notice_id).select_related("home")
    now = {reach.home.plate: row_of(reach) for reach in rows}
    changed = []
    for plate, _standing, way, at in evidence.rows:
        _plate, _standing, way_now, at_now = now.get(plate, [plate, "", "", "gone"])
        if (at and (way, at) != (way_now, at_now)) or at_now == "gone":
            changed.append(plate)
    return changed
