"""One of everything around the cast, for sweeps that speak of things by their keys."""

from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.people.models import (
    AccessCode,
    AccessRequest,
    ImportState,
    RosterImport,
    SpaceHolding,
    StandingInstruction,
)
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.foundation.accounts.tokens import make_token
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.notifications.models import Notification
from tests.cast import Cast


def known_ids(cast: Cast) -> dict[str, int]:
    """Make one of everything and return its key under the name that the API gives it."""
    home, zhou = cast.home, cast.people["zhou"]
    case = actions.submit_case(
        Report("厨房水管漏水", category_id=cast.category().pk, home_id=home.pk),
        by=cast.actor("zhou"),
    )
    space = ParkingSpace.objects.create(community=cast.community, label="A-12", area="B1")
    holding = SpaceHolding.objects.create(space=space, person=zhou, vehicle_plate="川A12345")
    free = ParkingSpace.objects.create(community=cast.community, label="A-13", area="B1")
    instruction = StandingInstruction.objects.create(home=home, person=zhou, kind="away")
    slip = AccessCode.objects.create(
        home=home,
        person=cast.people["zhao"],
        digest="0" * 64,
        made_by_id=cast.accounts["chen"].pk,
        expires_at=timezone.now() + timedelta(days=1),
    )
    request = AccessRequest.objects.create(
        account=cast.accounts["sun"],
        community=cast.community,
        home=home,
        address="3-2-501",
        name="孙晓",
        phone="+8613912344475",
        role="tenant",
    )
    roster = RosterImport.objects.create(
        community=cast.community, path="gone", name="roster.xlsx", state=ImportState.READ
    )
    token, _raw = make_token(name="tablet", by=cast.actor("zhou"))
    told = Notification.objects.create(
        account=cast.accounts["zhou"], event=Event.objects.latest("pk"), text="Hello"
    )
    engineer = cast.staff["li"]
    post = engineer.posts.get()
    assert post.department and home.entrance
    return {
        "account_id": cast.accounts["zhao"].pk,
        "area_id": cast.lobby.pk,
        "assignee_id": engineer.pk,
        "building_id": home.building_id,
        "case_id": case.pk,
        "category_id": cast.category().pk,
        "common_area_id": cast.lobby.pk,
        "community_id": cast.community.pk,
        "department_id": post.department.pk,
        "entrance_id": home.entrance.pk,
        "holding_id": holding.pk,
        "home_id": home.pk,
        "import_id": roster.pk,
        "instead_of": engineer.pk,
        "instruction_id": instruction.pk,
        "notification_id": told.pk,
        "occupancy_id": zhou.occupancies.get().pk,
        "person_id": zhou.pk,
        "post_id": post.pk,
        "reporter_id": zhou.pk,
        "request_id": request.pk,
        "slip_id": slip.pk,
        "space_id": free.pk,
        "staff_id": engineer.pk,
        "token_id": token.pk,
    }
