"""What the routes of people and homes take."""

from datetime import time, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from openpyxl import Workbook

from nuanlin.domains.estate.models import ParkingSpace
from nuanlin.domains.people.actions.rosters import upload_roster
from nuanlin.domains.people.models import (
    Absence,
    AccessCode,
    AccessRequest,
    DepartmentKind,
    Shift,
    SpaceHolding,
    StandingInstruction,
)
from nuanlin.domains.people.rosters.importing import read_uploaded
from tests.cast import Cast

SHEET = "花名册"
HEADINGS = ["楼栋", "单元", "房号", "业主姓名", "联系电话"]


def people_samples(cast: Cast) -> dict[str, Any]:
    """Return homes, their people, the staff and a roster that was read."""
    return {**_homes(cast), **_doors(cast), **_staff(cast), "import_id": _roster(cast)}


def _homes(cast: Cast) -> dict[str, Any]:
    """Return a home with its resident, parking space and instruction."""
    zhou = cast.people["zhou"]
    space = ParkingSpace.objects.create(community=cast.community, label="A-1")
    holding = SpaceHolding.objects.create(space=space, person=zhou, vehicle_plate="浙A12345")
    instruction = StandingInstruction.objects.create(
        home=cast.home, person=zhou, kind="away", text="出差"
    )
    return {
        "area_id": cast.lobby.pk,
        "building_id": cast.home.building_id,
        "community_id": cast.community.pk,
        "holding_id": holding.pk,
        "home_id": cast.home.pk,
        "instruction_id": instruction.pk,
        "occupancy_id": zhou.occupancies.get().pk,
        "person_id": zhou.pk,
        "space_id": space.pk,
    }


def _doors(cast: Cast) -> dict[str, Any]:
    """Return a code that opens a home and one who asks for a home."""
    code = AccessCode.objects.create(
        home=cast.home,
        person=cast.people["zhou"],
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
    return {"code_id": code.pk, "slip_id": code.pk, "request_id": request.pk}


def _staff(cast: Cast) -> dict[str, Any]:
    """Return Li with his department, a shift and a day off."""
    shift = Shift.objects.create(
        community=cast.community, name="白班", starts=time(8, 30), ends=time(18)
    )
    today = timezone.localdate()
    absence = Absence.objects.create(staff=cast.staff["wang"], starts_on=today, ends_on=today)
    return {
        "absence_id": absence.pk,
        "department_id": cast.departments[DepartmentKind.ENGINEERING].pk,
        "post_id": cast.staff["li"].posts.get().pk,
        "shift_id": shift.pk,
        "staff_id": cast.staff["li"].pk,
    }


def _roster(cast: Cast) -> int:
    roster = upload_roster(cast.community.pk, file=_workbook(), by=cast.actor("gu"))
    read_uploaded(roster.pk)
    return roster.pk


def _workbook() -> "ContentFile[bytes]":
    """Return a roster of one good row and one without its building."""
    book, kept = Workbook(), BytesIO()
    sheet: Any = book.active
    sheet.title = SHEET
    for row in (
        HEADINGS,
        ["9", "1", "101", "陶宁", "13912344490"],
        ["", "1", "102", "陶静", "13912344491"],
    ):
        sheet.append(row)
    book.save(kept)
    return ContentFile(kept.getvalue(), "花名册.xlsx")
