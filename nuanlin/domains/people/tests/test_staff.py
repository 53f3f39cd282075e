"""Who works here: departments, staff members, posts, and leaving."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from nuanlin.domains.people.actions.staff import PostFacts, end_post, give_post
from nuanlin.domains.people.models import Department, Post, StaffMember
from nuanlin.foundation.accounts.actors import Role
from nuanlin.foundation.accounts.models import ApiToken, User
from nuanlin.foundation.audit.models import Event
from nuanlin.foundation.audit.refusals import Refusal
from nuanlin.foundation.audit.subscriptions import subscribe
from nuanlin.lib import clock
from tests.cast import Cast


def post_of(cast, name, **where):
    return Post.objects.get(staff=cast.staff[name], **where)


def add(cast, who="gu", **typed):
    typed = {"name": "郑工", "known_as": "郑师傅", "role": "engineer", **typed}
    if "community" not in typed:
        typed["community"] = cast.community.pk
    return cast.client(who).post(reverse("people:add_staff"), typed)


@pytest.mark.parametrize("route", ["people:staff", "people:departments"])
@pytest.mark.parametrize(("name", "status"), [("chen", 200), ("admin", 200), ("zhou", 403)])
def test_the_lists_open_for_staff(cast, route, name, status):
    assert cast.client(name).get(reverse(route)).status_code == status


def test_one_sees_the_colleagues_of_ones_own_communities(cast):
    text = cast.client("chen").get(reverse("people:staff")).content.decode()
    assert "李卫东" in text
    assert "马丽" not in text
    assert "马丽" in cast.client("admin").get(reverse("people:staff")).content.decode()
    url = reverse("people:staff_member", args=[cast.staff["ma"].pk])
    assert cast.client("gu").get(url).status_code == 404


def test_a_manager_adds_a_colleague_who_then_needs_a_code(cast):
    answer = add(cast, phone="13700002222")
    staff = StaffMember.objects.get(name="郑工")
    assert answer["Location"] == reverse("people:staff_member", args=[staff.pk])
    assert staff.account.username == "+8613700002222"
    assert not staff.account.has_usable_password()
    assert staff.account.must_change_password
    post = staff.posts.get()
    assert (post.role, post.community, post.starts_on) == (
        "engineer", cast.community, clock.today(),
    )  # fmt: skip
    text = cast.client("gu").get(answer["Location"]).content.decode()
    assert reverse("people:reset_code", args=[staff.account_id]) in text


def test_without_a_phone_the_name_in_pinyin_signs_in(cast):
    add(cast)
    assert StaffMember.objects.get(name="郑工").account.username == "zhenggong"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"username": "LI"}, "已有人用"),
        ({"role": "administrator"}, ""),
        ({"community": ""}, ""),
        ({"name": ""}, ""),
        ({"phone": "123"}, "3"),
    ],
)
def test_a_manager_is_refused_what_is_wrong_or_not_theirs_to_give(cast, typed, complaint):
    answer = add(cast, **typed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not StaffMember.objects.filter(name="郑工").exists()
    assert not User.objects.filter(username="zhenggong").exists()


def test_a_manager_gives_no_post_elsewhere(cast):
    assert add(cast, community=cast.other.pk).status_code == 422
    url = reverse("people:give_post", args=[cast.staff["li"].pk])
    typed = {"role": "engineer", "community": cast.other.pk}
    assert cast.client("gu").post(url, typed).status_code == 422
    assert cast.staff["li"].posts.count() == 1


def test_a_department_of_another_community_does_not_fit(cast):
    elsewhere = Department.objects.create(community=cast.other, name="工程部", kind="engineering")
    url = reverse("people:give_post", args=[cast.staff["li"].pk])
    typed = {"role": "head", "community": cast.community.pk, "department": elsewhere.pk}
    assert cast.client("admin").post(url, typed).status_code == 422
    assert cast.staff["li"].posts.count() == 1


@pytest.mark.parametrize("who", ["chen", "he", "li", "cai"])
def test_other_posts_administer_nobody(cast, who):
    assert add(cast, who).status_code == 403
    url = reverse("people:end_post", args=[post_of(cast, "li").pk])
    assert cast.client(who).post(url).status_code == 403
    assert cast.actor("li").is_staff


def test_an_administrator_makes_another_one(cast):
    url = reverse("people:give_post", args=[cast.staff["gu"].pk])
    assert cast.client("admin").post(url, {"role": "administrator"}).status_code == 302
    assert cast.actor("gu").is_administrator


def test_the_same_post_is_given_once(cast):
    url = reverse("people:give_post", args=[cast.staff["li"].pk])
    typed = {
        "role": "engineer",
        "community": cast.community.pk,
        "department": cast.departments["engineering"].pk,
    }
    assert cast.client("gu").post(url, typed).status_code == 422
    assert cast.staff["li"].posts.count() == 1


def test_whom_to_call_in_an_emergency_is_one_page_to_print(cast):
    StaffMember.objects.filter(pk=cast.staff["li"].pk).update(phone="+8613700003333")
    text = cast.client("bao").get(reverse("people:contacts")).content.decode()
    for part in ("0571-85551234", "李卫东", "137 0000 3333", "顾明"):
        assert part in text
    assert "马丽" not in text
    assert cast.client("zhou").get(reverse("people:contacts")).status_code == 403


# Ending


def test_a_post_that_ends_takes_its_access_at_once(cast):
    client = cast.client("li")
    home = reverse("people:home", args=[cast.home.pk])
    assert client.get(home).status_code == 200
    url = reverse("people:end_post", args=[post_of(cast, "li").pk])
    assert cast.client("gu").post(url).status_code == 302
    assert client.get(home).status_code == 403
    assert not cast.actor("li").is_staff
    event = Event.objects.get(verb="post.ended")
    assert event.data["staff"] == cast.staff["li"].pk
    assert event.community_id == cast.community.pk


def test_rooms_above_hear_of_the_end_in_the_same_transaction(cast):
    def object_to_it(event):
        raise Refusal("not_now", "not now")

    from nuanlin.foundation.audit import subscriptions

    before = list(subscriptions._handlers["post.ended"])
    subscribe("post.ended", object_to_it)
    try:
        with pytest.raises(Refusal):
            end_post(post_of(cast, "li").pk, by=cast.actor("gu"))
    finally:
        subscriptions._handlers["post.ended"] = before
    assert cast.actor("li").is_staff
    assert not Event.objects.filter(verb="post.ended").exists()


def test_a_post_given_and_ended_on_one_day_holds_no_more(cast):
    post = give_post(
        cast.staff["li"].pk,
        post=PostFacts("guard", cast.community.pk),
        by=cast.actor("gu"),
    )
    end_post(post.pk, by=cast.actor("gu"))
    assert cast.actor("li").communities(Role.GUARD) == frozenset()
    again = give_post(
        cast.staff["li"].pk, post=PostFacts("guard", cast.community.pk), by=cast.actor("gu")
    )
    assert again.pk != post.pk


def test_ending_twice_is_told_once(cast):
    url = reverse("people:end_post", args=[post_of(cast, "li").pk])
    for _ in range(2):
        cast.client("gu").post(url)
    assert Event.objects.filter(verb="post.ended").count() == 1


def test_a_post_does_not_end_in_the_future(cast):
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refusal):
        end_post(post_of(cast, "li").pk, on=tomorrow, by=cast.actor("gu"))


def test_a_manager_ends_no_administrators_post(cast):
    url = reverse("people:end_post", args=[post_of(cast, "admin").pk])
    assert cast.client("gu").post(url).status_code == 404
    assert cast.actor("admin").is_administrator


def test_the_last_administrator_stays(cast):
    url = reverse("people:end_post", args=[post_of(cast, "admin").pk])
    assert cast.client("admin").post(url).status_code == 409
    leave = reverse("people:leave", args=[cast.staff["admin"].pk])
    assert cast.client("admin").post(leave).status_code == 409
    assert cast.actor("admin").is_administrator
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_end_each_other_at_the_same_moment():
    cast = Cast()
    gu = give_post(cast.staff["gu"].pk, post=PostFacts("administrator"), by=cast.actor("admin"))
    pairs = [
        (post_of(cast, "admin").pk, cast.actor("gu")),
        (gu.pk, cast.actor("admin")),
    ]
    start = threading.Barrier(2)
    refused = []

    def end(post_id, by):
        start.wait()
        try:
            end_post(post_id, by=by)
        except Refusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_administrator"]
    assert sum(cast.actor(name).is_administrator for name in ("gu", "admin")) == 1


def test_who_leaves_loses_posts_account_and_keys_at_once(cast):
    client = cast.client("li")
    ApiToken.objects.create(user=cast.accounts["li"], name="phone", digest="x")
    answer = cast.client("gu").post(
        reverse("people:leave", args=[cast.staff["li"].pk]), {"request_key": "k"}
    )
    assert answer.status_code == 302
    assert client.get(reverse("people:staff")).status_code == 302  # signed out
    account = User.objects.get(pk=cast.accounts["li"].pk)
    assert not account.is_active
    assert account.api_tokens.get().revoked_at is not None
    assert [event.verb for event in Event.objects.order_by("id")] == ["staff.left", "post.ended"]
    text = cast.client("gu").get(reverse("people:staff") + "?left=1").content.decode()
    assert "李卫东" in text


def test_a_manager_cannot_close_the_account_of_somebody_who_works_elsewhere_too(cast):
    Post.objects.create(
        staff=cast.staff["li"], role="engineer", community=cast.other, starts_on="2020-01-01"
    )
    url = reverse("people:leave", args=[cast.staff["li"].pk])
    assert cast.client("gu").post(url).status_code == 409
    assert User.objects.get(pk=cast.accounts["li"].pk).is_active
    assert cast.client("admin").post(url).status_code == 302


# What is known of them, and departments


def test_a_manager_keeps_how_residents_know_a_colleague(cast):
    url = reverse("people:edit_staff", args=[cast.staff["li"].pk])
    assert cast.client("gu").get(url).status_code == 200
    typed = {"name": "李卫东", "known_as": "老李师傅", "phone": "13700003333"}
    assert cast.client("gu").post(url, typed).status_code == 302
    cast.staff["li"].refresh_from_db()
    assert (cast.staff["li"].known_as, cast.staff["li"].phone) == ("老李师傅", "+8613700003333")


def test_departments_are_added_changed_and_retired_when_empty(cast):
    client = cast.client("gu")
    typed = {"community": cast.community.pk, "name": "绿化组", "kind": "cleaning"}
    assert client.get(reverse("people:add_department")).status_code == 200
    assert client.post(reverse("people:add_department"), typed).status_code == 302
    assert client.post(reverse("people:add_department"), typed).status_code == 422
    green = Department.objects.get(name="绿化组")
    url = reverse("people:edit_department", args=[green.pk])
    assert client.get(url).status_code == 200
    changed = {"name": "绿化", "kind": "cleaning", "retired": "on"}
    assert client.post(url, changed).status_code == 302
    green.refresh_from_db()
    assert (green.name, green.retired) == ("绿化", True)
    busy = reverse("people:edit_department", args=[cast.departments["engineering"].pk])
    assert client.post(busy, {**changed, "name": "工程部"}).status_code == 422


def test_departments_of_another_community_are_not_there(cast):
    elsewhere = Department.objects.create(community=cast.other, name="前台", kind="front_desk")
    url = reverse("people:edit_department", args=[elsewhere.pk])
    assert cast.client("gu").get(url).status_code == 404
