"""Whom to call when somebody may be in danger."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from nuanlin.domains.estate.models import Community

FIRE, AMBULANCE, POLICE = "119", "120", "110"


class Number(NamedTuple):
    """A number to call with one tap, and whose it is."""

    name: str
    number: str


def emergency_numbers(community_id: int) -> list[Number]:
    """Return the numbers of the country, then the gas company's and the office's, if known."""
    here = Community.objects.only("hotline", "gas_hotline").get(pk=community_id)
    numbers = [
        Number(_("Fire"), FIRE),
        Number(_("Ambulance"), AMBULANCE),
        Number(_("Police"), POLICE),
        Number(_("Gas company"), here.gas_hotline),
        Number(_("Our office"), here.hotline),
    ]
    return [one for one in numbers if one.number]
