"""A thing of the cast's community for every argument that a route takes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.people.models import (
    AccessCode,
    AccessRequest,
    DepartmentKind,
    RosterImport,
    SpaceHolding,
    StandingInstruction,
)
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Report
from nuanlin.domains.service_desk.models import CaseFile, FilePurpose
from nuanlin.foundation.accounts.models import ApiToken
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.notifications.models import Notification
from tests.cast import Cast


def samples_of(cast: Cast) -> dict[str, Any]:
    """Make one of everything in the cast's community and return it by argument name."""
    case = actions.submit_case(
        Report("厨房水管漏水", category_id=cast.category().pk, home_id=cast.home.pk),
        by=cast.actor("zhou"),
    )
    case = actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    zhou, account = cast.people["zhou"], cast.accounts["zhou"]
    file = StoredFile.objects.create(
        kind="document",
        name="a.pdf",
        content_type="application/pdf",
        size=1,
        path="missing/a.pdf",
        account_id=account.pk,
        attached=True,
    )
    CaseFile.objects.create(case=case, file=file, purpose=FilePurpose.REPORT)
    space = ParkingSpace.objects.create(community=cast.community, label="A-1")
    holding = SpaceHolding.objects.create(space=space, person=zhou, vehicle_plate="浙A12345")
    instruction = StandingInstruction.objects.create(
        home=cast.home, person=zhou, kind="away", text="出差"
    )
    code = AccessCode.objects.create(
        home=cast.home,
        person=zhou,
        digest="d",
        made_by_id=1,
        expires_at=timezone.now() + timedelta(days=1),
    )
    request = AccessRequest.objects.create(
        account=cast.accounts["sun"],
        community=cast.community,
        home=cast.next_door,
        address="3-2-502",
        name="孙宁",
        phone="+8613912344475",
        role="family",
    )
    notification = Notification.objects.create(
        account=account, event=Event.objects.earliest("pk"), text="New", url="/"
    )
    token = ApiToken.objects.create(user=account, name="phone", digest="t")
    passkey = Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    roster = RosterImport.objects.create(
        community=cast.community, path="x", name="x.xlsx", state="read"
    )
    return {
        "account_id": account.pk,
        "area_id": cast.lobby.pk,
        "browser_id": 10**9,
        "building_id": cast.home.building_id,
        "case_id": case.pk,
        "category_id": cast.category().pk,
        "code_id": code.pk,
        "community_id": cast.community.pk,
        "department_id": cast.departments[DepartmentKind.ENGINEERING].pk,
        "file_id": file.pk,
        "holding_id": holding.pk,
        "home_id": cast.home.pk,
        "import_id": roster.pk,
        "instruction_id": instruction.pk,
        "job_id": 10**9,
        "name": "classify",
        "notification_id": notification.pk,
        "number": case.number,
        "occupancy_id": zhou.occupancies.get().pk,
        "person_id": zhou.pk,
        "pk": passkey.pk,
        "post_id": cast.staff["li"].posts.get().pk,
        "request_id": request.pk,
        "rest": "nothing/here",
        "slip_id": code.pk,
        "space_id": space.pk,
        "staff_id": cast.staff["li"].pk,
        "token_id": token.pk,
        "uuid": uuid4(),
    }
