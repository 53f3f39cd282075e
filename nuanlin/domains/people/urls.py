"""Pages about people, homes and coming in: residents' and staff's."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.people.resident import access as coming_in
from nuanlin.domains.people.resident import home as own_home
from nuanlin.domains.people.staff import access

Patterns = list[URLPattern | URLResolver]

resident_urlpatterns: Patterns = [
    path("bind", coming_in.bind, name="bind"),
    path("join", coming_in.join, name="join"),
    path("join/thanks", coming_in.joined, name="joined"),
    path("no-home", coming_in.no_home, name="no_home"),
    path("no-home/requests", coming_in.requests, name="my_requests"),
    path("my-home", own_home.my_home, name="my_home"),
    path("my-home/choose", own_home.choose_home, name="choose_home"),
    path(
        "my-home/instructions/<int:instruction_id>/end",
        own_home.end_instruction,
        name="end_my_instruction",
    ),
]

access_urlpatterns: Patterns = [
    path("slips/", access.slips, name="slips"),
    path("slips/<int:code_id>/revoke/", access.revoke_slip, name="revoke_slip"),
    path("homes/<int:home_id>/slips/", access.home_slips, name="home_slips"),
    path("access/", access.access_requests, name="access_requests"),
    path("access/<int:request_id>/confirm/", access.confirm_request, name="confirm_request"),
    path("access/<int:request_id>/decline/", access.decline_request, name="decline_request"),
    path("accounts/<int:account_id>/reset-code/", access.reset_code, name="reset_code"),
]

staff_urlpatterns: Patterns = [*access_urlpatterns]
