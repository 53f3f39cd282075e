"""A thing of the cast's community for every argument that a route takes.

A route that needs another thing than its neighbours finds it under "route name.argument".
"""

from datetime import time, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.base import ContentFile
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)
from openpyxl import Workbook
from PIL import Image

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
from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Marks, Report
from nuanlin.domains.service_desk.actions.feeds import make_feed, new_token
from nuanlin.domains.service_desk.asking import link_to
from nuanlin.domains.service_desk.models import (
    CaseFile,
    CaseLink,
    FilePurpose,
    Forwarding,
    LinkKind,
    OutageKind,
    Outcome,
    Partner,
)
from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.files.actions import store_upload
from nuanlin.foundation.files.models import StoredFile
from nuanlin.foundation.notifications.models import Notification
from nuanlin.foundation.webhooks.models import Delivery, Endpoint
from tests.cast import Cast
from tests.site import session_of

SHEET = "花名册"
HEADINGS = ["楼栋", "单元", "房号", "业主姓名", "联系电话"]


def samples_of(cast: Cast) -> dict[str, Any]:
    """Make one of everything in the cast's community and return it by argument name."""
    case = actions.submit_case(
        Report("厨房水管漏水", category_id=cast.category().pk, home_id=cast.home.pk),
        by=cast.actor("zhou"),
    )
    case = actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    asked = actions.submit_case(Report("楼道灯不亮", home_id=cast.home.pk), by=cast.actor("zhou"))
    asked = actions.settle_online(asked.pk, answer="今晚就换", by=cast.actor("chen"))
    rated = actions.answer_as_owner(
        asked.pk, outcome=Outcome.SATISFIED, marks=Marks(1, 1, 2), by=cast.actor("zhou")
    )
    asked = actions.report_again(rated.pk, words="还是不亮", by=cast.actor("zhou"))
    asked = actions.settle_online(asked.pk, answer="明早再换", by=cast.actor("chen"))
    zhou, account = cast.people["zhou"], cast.accounts["zhou"]
    file, draft = _photo(cast), _photo(cast)
    file.attached = True
    file.save()
    CaseFile.objects.create(case=case, file=file, purpose=FilePurpose.REPORT)
    space = ParkingSpace.objects.create(community=cast.community, label="A-1")
    holding = SpaceHolding.objects.create(space=space, person=zhou, vehicle_plate="浙A12345")
    instruction = StandingInstruction.objects.create(
        home=cast.home, person=zhou, kind="away", text="出差"
    )
    shift = Shift.objects.create(
        community=cast.community, name="白班", starts=time(8, 30), ends=time(18)
    )
    absence = Absence.objects.create(
        staff=cast.staff["wang"], starts_on=timezone.localdate(), ends_on=timezone.localdate()
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
        user=account,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "x", "credential": _credential()},
    )
    change = actions.bulk_classify(
        cast.community.pk,
        case_ids=[case.pk],
        category_id=cast.category().pk,
        by=cast.actor("chen"),
    )
    template = actions.add_template(
        community_id=cast.community.pk, name="收到", text="{greeting}，收到。", by=cast.actor("gu")
    )
    view = actions.save_view(
        cast.community.pk, name="投诉", query="kind=complaint", shared=True, by=cast.actor("gu")
    )
    link = CaseLink.objects.create(case=case, other=asked, kind=LinkKind.RELATED)
    partner = Partner.objects.create(community=cast.community, name="城市热线", digest="p")
    forwarding = Forwarding.objects.create(
        community=cast.community,
        category=cast.category(),
        name="城市热线",
        url="https://x",
        api_key="x",
        ended_at=timezone.now(),
    )
    endpoint = Endpoint.objects.create(
        name="城市热线", url="https://example.com/hook", types=["case.overdue"], secret="x"
    )
    delivery = Delivery.objects.create(
        endpoint=endpoint, type="case.created", payload={}, outcome="delivered"
    )
    (poster,) = actions.make_posters(
        cast.community.pk, area_ids=[cast.lobby.pk], entrance_ids=[], by=cast.actor("chen")
    )
    outage = actions.open_outage(
        cast.community.pk,
        facts=actions.OutageFacts(OutageKind.WATER, "水泵检修", whole=True),
        by=cast.actor("chen"),
    )
    roster = upload_roster(cast.community.pk, file=_workbook(), by=cast.actor("gu"))
    read_uploaded(roster.pk)
    calendar = new_token()
    make_feed(token=calendar, by=cast.actor("li"))
    return {
        "absence_id": absence.pk,
        "account_id": account.pk,
        "area_id": cast.lobby.pk,
        "browser_id": _browser(account).pk,
        "building_id": cast.home.building_id,
        "case_id": case.pk,
        "category_id": cast.category().pk,
        "change_id": change.pk,
        "code": poster.code,
        "code_id": code.pk,
        "community_id": cast.community.pk,
        "day": timezone.localdate().isoformat(),
        "delivery_id": delivery.pk,
        "endpoint_id": endpoint.pk,
        "department_id": cast.departments[DepartmentKind.ENGINEERING].pk,
        "file_id": file.pk,
        "files:draft_thumbnail.file_id": draft.pk,
        "api:read_draft_thumbnail.file_id": draft.pk,
        "form": "json",
        "forwarding_id": forwarding.pk,
        "holding_id": holding.pk,
        "home_id": cast.home.pk,
        "import_id": roster.pk,
        "improvement_id": rated.improvements.get().pk,
        "instruction_id": instruction.pk,
        "job_id": 10**9,
        "key": "reported",
        "link_id": link.pk,
        "name": "classify",
        "notification_id": notification.pk,
        "number": case.number,
        "outage_id": outage.pk,
        "occupancy_id": zhou.occupancies.get().pk,
        "partner_id": partner.pk,
        "person_id": zhou.pk,
        "pk": passkey.pk,
        "poster_id": poster.pk,
        "post_id": cast.staff["li"].posts.get().pk,
        "request_id": request.pk,
        "rest": "nothing/here",
        "shift_id": shift.pk,
        "service_code": "water-leak",
        "service_request_id": str(case.pk),
        "slip_id": code.pk,
        "space_id": space.pk,
        "staff_id": cast.staff["li"].pk,
        "service_desk:calendar_feed.token": calendar,
        "token": link_to(asked).split("/")[2],
        "template_id": template.pk,
        "open311:token.token": str(case.pk),
        "token_id": token.pk,
        "view_id": view.pk,
        "uuid": uuid4(),
    }


def _photo(cast: Cast) -> StoredFile:
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return store_upload(ContentFile(picture.getvalue(), "水龙头.png"), by=cast.actor("zhou"))


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
