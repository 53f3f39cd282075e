"""Who works here and rosters, through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nuanlin.domains.people.models import (
    Department,
    ImportState,
    Post,
    RosterImport,
    StaffMember,
)
from nuanlin.domains.people.rosters import importing

CSV = "楼栋,单元,房号,姓名,电话\n3,2,601,李梅,13912340001\n3,2,602,王强,12\n"


def roster() -> SimpleUploadedFile:
    return SimpleUploadedFile("花名册.csv", CSV.encode(), content_type="text/csv")


@pytest.fixture(autouse=True)
def files_in_memory(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }


def test_colleagues_come_by_name_with_their_posts(cast, call):
    page = call("li").get("staff", community_id=cast.community.pk).json()
    assert {one["name"] for one in page["items"]} >= {"李卫东", "陈静"}
    assert "马丽" not in str(page)
    assert page["items"][0]["posts"][0]["community_id"] == cast.community.pk
    assert call("zhou").get("staff").json()["items"] == []
    assert call("li").get("staff", left=True).json()["items"] == []


def test_whom_to_call_in_an_emergency(cast, call):
    [here] = call("chen").get("emergency-contacts").json()
    assert here["community"] == "翠湖花园"
    assert "顾明" in {one["name"] for one in here["contacts"]}
    assert call("zhou").get("emergency-contacts").json() == []


def test_a_manager_takes_somebody_on_once(cast, call):
    gu = call("gu")
    department = cast.departments["engineering"]
    sent = {
        "name": "赵电工",
        "username": "zhaodg",
        "post": {
            "role": "engineer",
            "community_id": cast.community.pk,
            "department_id": department.pk,
        },
    }
    first = gu.post("staff", key="k1", **sent)
    second = gu.post("staff", key="k1", **sent)
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    assert first.json()["posts"][0]["role"] == "engineer"
    path = f"staff/{first.json()['id']}"
    assert gu.put(path, name="赵电工", known_as="赵师傅").json()["known_as"] == "赵师傅"
    more = gu.post(f"{path}/posts", role="guard", community_id=cast.community.pk).json()
    assert [post["role"] for post in more["posts"]] == ["engineer", "guard"]
    assert gu.delete(f"posts/{more['posts'][1]['id']}").status_code == 204
    assert gu.post(f"{path}/departure").json()["posts"] == []


def test_a_post_elsewhere_is_refused_at_its_field(cast, call):
    other = Department.objects.create(community=cast.other, name="工程部", kind="engineering")
    post = {"role": "engineer", "community_id": cast.community.pk, "department_id": other.pk}
    answer = call("gu").post("staff", name="x", username="x1", post=post)
    assert (answer.status_code, answer.json()["field"]) == (422, "post.department_id")
    assert not StaffMember.objects.filter(name="x").exists()


@pytest.mark.parametrize(("name", "status"), [("li", 403), ("ma", 404), ("zhou", 404)])
def test_others_administer_nobody(cast, call, name, status):
    one, li = call(name), cast.staff["li"].pk
    post = {"role": "engineer", "community_id": cast.community.pk}
    department = cast.departments["engineering"]
    answers = [
        one.post("staff", name="x", username="x1", post=post),
        one.put(f"staff/{li}", name="x"),
        one.post(f"staff/{li}/departure"),
        one.post(f"staff/{li}/posts", **post),
        one.delete(f"posts/{cast.staff['li'].posts.get().pk}"),
        one.post(f"communities/{cast.community.pk}/departments", name="x", kind="order"),
        one.put(f"departments/{department.pk}", name="x", kind="order"),
        one.upload(f"communities/{cast.community.pk}/roster-imports", file=roster()),
    ]
    assert [answer.status_code for answer in answers] == [status] * len(answers)
    assert Post.objects.filter(ends_on__isnull=False).count() == 0
    assert not RosterImport.objects.exists()


def test_departments_are_kept_by_the_manager(cast, call):
    gu = call("gu")
    path = f"communities/{cast.community.pk}/departments"
    made = gu.post(path, name="绿化部", kind="cleaning").json()
    twice = gu.post(path, name="绿化部", kind="cleaning")
    assert (twice.status_code, twice.json()["field"]) == (422, "name")
    changed = gu.put(f"departments/{made['id']}", name="绿化组", kind="cleaning", retired=True)
    assert changed.json()["retired"] is True
    assert "绿化组" in {one["name"] for one in call("li").get("departments").json()}
    assert call("ma").get("departments").json() == []


def test_a_roster_is_uploaded_read_loaded_and_corrected(cast, call):
    gu = call("gu")
    path = f"communities/{cast.community.pk}/roster-imports"
    made = gu.upload(path, key="k1", file=roster()).json()
    assert gu.upload(path, key="k1", file=roster()).json()["id"] == made["id"]
    assert (made["state"], made["moving"]) == ("uploaded", True)
    one = f"roster-imports/{made['id']}"
    early = gu.post(f"{one}/load")
    assert (early.status_code, early.json()["code"]) == (409, "not_read")
    importing.read_uploaded(made["id"])
    read = gu.get(one).json()
    assert (read["state"], read["problem_count"], read["moving"]) == ("read", 1, False)
    [problem] = gu.get(f"{one}/problems").json()["items"]
    assert (problem["row"], problem["heading"]) == (3, "电话")
    assert gu.get(f"{one}/headings").json()["fields"]["home"] == "房号"
    bad = gu.get(f"{one}/bad-rows")
    assert bad.content[:2] == b"PK"
    assert gu.post(f"{one}/load").json()["state"] == "loading"
    importing.load_approved(made["id"])
    assert gu.get(one).json()["state"] == "loaded"
    assert [each["id"] for each in gu.get("roster-imports").json()["items"]] == [made["id"]]


@pytest.mark.parametrize(("name", "status"), [("chen", 404), ("ma", 404), ("zhou", 404)])
def test_a_roster_is_not_there_for_others(cast, call, name, status):
    kept = RosterImport.objects.create(
        community=cast.community, path="x", name="x.csv", state=ImportState.READ
    )
    one, path = call(name), f"roster-imports/{kept.pk}"
    for part in ("", "/problems", "/headings", "/bad-rows"):
        assert one.get(f"{path}{part}").status_code == status
    assert one.get("roster-imports").json()["items"] == []
    assert one.post(f"{path}/load").status_code in (403, 404)
    assert RosterImport.objects.get().state == ImportState.READ
