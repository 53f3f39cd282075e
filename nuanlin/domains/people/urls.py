"""Pages about people, homes and coming in: residents' and staff's."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.people.api import router as api_router
from nuanlin.domains.people.hearing import TOPICS as live_topics
from nuanlin.domains.people.resident import access as coming_in
from nuanlin.domains.people.resident import home as own_home
from nuanlin.domains.people.staff import access, duty, homes, people, rosters
from nuanlin.domains.people.staff import staff as office

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
    path("access/<int:request_id>/address/", access.correct_address, name="correct_address"),
    path("access/<int:request_id>/phone/", access.see_asker, name="see_asker"),
    path("access/<int:request_id>/decline/", access.decline_request, name="decline_request"),
    path("accounts/<int:account_id>/reset-code/", access.reset_code, name="reset_code"),
]

home_urlpatterns: Patterns = [
    path("homes/", homes.homes, name="homes"),
    path("homes/<int:home_id>/", homes.home, name="home"),
    path("homes/<int:home_id>/residents/new", people.add_resident, name="add_resident"),
    path("homes/<int:home_id>/residents/known", people.known_people, name="known_people"),
    path("homes/<int:home_id>/residents/join", people.join_home, name="join_home"),
    path("homes/<int:home_id>/instructions/new", homes.add_instruction, name="add_instruction"),
    path("homes/<int:home_id>/notes/new", homes.add_note, name="add_note"),
    path("homes/<int:home_id>/spaces/new", homes.give_space, name="give_space"),
    path("instructions/<int:instruction_id>/end", homes.end_instruction, name="end_instruction"),
    path("holdings/<int:holding_id>/vehicle", homes.change_vehicle, name="change_vehicle"),
    path("holdings/<int:holding_id>/end", homes.end_holding, name="end_holding"),
    path("occupancies/<int:occupancy_id>/role", people.change_role, name="change_role"),
    path("occupancies/<int:occupancy_id>/end", people.end_occupancy, name="end_occupancy"),
    path("occupancies/<int:occupancy_id>/handover", people.record_handover, name="handover"),
    path("residents/", homes.residents, name="residents"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit", people.edit_person, name="edit_person"),
    path("people/<int:person_id>/reveal", people.reveal, name="reveal"),
]

office_urlpatterns: Patterns = [
    path("members/", office.staff, name="staff"),
    path("contacts/", office.contacts, name="contacts"),
    path("members/new", office.add_staff, name="add_staff"),
    path("members/<int:staff_id>/", office.staff_member, name="staff_member"),
    path("members/<int:staff_id>/edit", office.edit_staff, name="edit_staff"),
    path("members/<int:staff_id>/leave", office.leave, name="leave"),
    path("members/<int:staff_id>/posts/new", office.give_post, name="give_post"),
    path("posts/<int:post_id>/end", office.end_post, name="end_post"),
    path("departments/", office.departments, name="departments"),
    path("departments/new", office.add_department, name="add_department"),
    path("departments/<int:department_id>/edit", office.edit_department, name="edit_department"),
]

duty_urlpatterns: Patterns = [
    path("duty/", duty.plan, name="duty"),
    path("duty/cell/", duty.set_duty, name="set_duty"),
    path("duty/repeat/", duty.copy_week, name="copy_week"),
    path("duty/begin/", duty.begin, name="begin_duty"),
    path("duty/shifts/new", duty.add_shift, name="add_shift"),
    path("duty/shifts/<int:shift_id>/", duty.edit_shift, name="edit_shift"),
    path("duty/shifts/<int:shift_id>/retire", duty.retire_shift, name="retire_shift"),
    path("duty/absences/new", duty.add_absence, name="add_absence"),
    path("duty/absences/<int:absence_id>/end", duty.end_absence, name="end_absence"),
]

roster_urlpatterns: Patterns = [
    path("rosters/", rosters.imports, name="imports"),
    path("rosters/<int:import_id>/", rosters.roster, name="roster"),
    path("rosters/<int:import_id>/headings", rosters.headings, name="map_roster"),
    path("rosters/<int:import_id>/load", rosters.load, name="load_roster"),
    path("rosters/<int:import_id>/bad-rows", rosters.bad_rows, name="bad_rows"),
]

staff_urlpatterns: Patterns = [
    *home_urlpatterns,
    *office_urlpatterns,
    *access_urlpatterns,
    *duty_urlpatterns,
    *roster_urlpatterns,
]

__all__ = ["api_router", "live_topics", "resident_urlpatterns", "staff_urlpatterns"]
