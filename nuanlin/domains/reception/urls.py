"""The addresses of reception: calls, visits, the shift."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.reception.api import router as api_router
from nuanlin.domains.reception.hearing import TOPICS as live_topics
from nuanlin.domains.reception.resident import contact
from nuanlin.domains.reception.resident import knowledge as common
from nuanlin.domains.reception.staff import (
    call_figures,
    calls,
    desk,
    knowledge,
    missed,
    promised,
    shift,
    stewards,
    talking,
    telephones,
    visit_figures,
    visits,
)

staff_urlpatterns: list[URLPattern | URLResolver] = [
    path("calls/", calls.calls, name="calls"),
    path("calls/figures/", call_figures.figures, name="call_figures"),
    path("calls/figures/calls.xlsx", call_figures.excel, name="call_figures_excel"),
    path("calls/<int:call_id>/", calls.call, name="call"),
    path("calls/<int:call_id>/number/", calls.call_number, name="call_number"),
    path("calls/<int:call_id>/case/", calls.link_call, name="link_call"),
    path("missed-calls/", missed.missed_calls, name="missed_calls"),
    path("missed-calls/new/", missed.note_missed, name="note_missed"),
    path("missed-calls/<int:task_id>/", missed.missed_call, name="missed_call"),
    path("missed-calls/<int:task_id>/number/", missed.missed_number, name="missed_number"),
    path("telephones/", telephones.telephones, name="telephones"),
    path(
        "telephones/extensions/<int:extension_id>/removal/",
        telephones.remove_extension,
        name="remove_extension",
    ),
    path(
        "telephones/keys/<int:key_id>/revocation/",
        telephones.revoke_telephone_key,
        name="revoke_telephone_key",
    ),
    path("reception/", desk.desk, name="desk"),
    path("reception/found/", desk.found, name="desk_found"),
    path("reception/incoming/", desk.incoming, name="incoming"),
    path("reception/start/", talking.start, name="desk_start"),
    path("reception/calls/<int:call_id>/answer/", talking.answer, name="desk_answer"),
    path("reception/calls/<int:call_id>/caller/", talking.name, name="desk_name"),
    path("reception/calls/<int:call_id>/end/", talking.hang_up, name="desk_hang_up"),
    path("reception/calls/<int:call_id>/talk/", talking.talk, name="desk_talk"),
    path("reception/calls/<int:call_id>/callback/", talking.promise, name="desk_promise"),
    path("reception/calls/<int:call_id>/note/", talking.note, name="desk_note"),
    path("reception/calls/<int:call_id>/hand-on/", talking.hand_on, name="desk_hand_on"),
    path("reception/callbacks/", promised.promised_calls, name="promised_calls"),
    path("reception/callbacks/<int:promised_id>/", promised.promised_call, name="promised_call"),
    path(
        "reception/callbacks/<int:promised_id>/number/",
        promised.promised_number,
        name="promised_number",
    ),
    path("reception/notes/", promised.notes, name="notes"),
    path("reception/notes/<int:note_id>/read/", promised.note_read, name="note_read"),
    path("reception/knowledge/", knowledge.knowledge, name="knowledge"),
    path("reception/knowledge/new/", knowledge.add_entry, name="add_entry"),
    path("reception/knowledge/<int:answer_id>/", knowledge.change_entry, name="change_entry"),
    path("reception/knowledge/<int:answer_id>/check/", knowledge.check_entry, name="check_entry"),
    path("reception/knowledge/<int:answer_id>/end/", knowledge.retire_entry, name="retire_entry"),
    path("reception/visits/", visits.visits, name="visits"),
    path("reception/visits/past/", visits.past_visits, name="past_visits"),
    path("reception/visits/visitor/", visits.visitor, name="visitor"),
    path("reception/visits/settings/", visits.counter_rules, name="counter_rules"),
    path("reception/visits/figures/", visit_figures.figures, name="visit_figures"),
    path("reception/visits/figures/visits.xlsx", visit_figures.excel, name="visit_figures_excel"),
    path("reception/visits/<int:visit_id>/", visits.visit, name="visit"),
    path("reception/visits/<int:visit_id>/claim/", visits.claim, name="claim_visit"),
    path("reception/visits/<int:visit_id>/hand-on/", visits.hand_on, name="hand_on_visit"),
    path("reception/visits/<int:visit_id>/purpose/", visits.change_purpose, name="change_visit"),
    path("reception/visits/<int:visit_id>/payment/", visits.take_payment, name="take_payment"),
    path("reception/visits/<int:visit_id>/courtesies/", visits.tick, name="tick_visit"),
    path("reception/visits/<int:visit_id>/left/", visits.left, name="visit_left"),
    path("reception/handover/", shift.handover, name="handover"),
    path("reception/handover/unread/", shift.unread_handover, name="unread_handover"),
    path("reception/handover/past/", shift.past_handovers, name="past_handovers"),
    path("reception/handover/<int:note_id>/reading/", shift.confirm_read, name="handover_read"),
    path(
        "reception/handover/<int:note_id>/completion/",
        shift.finish_handover,
        name="handover_done",
    ),
    path("reception/stewards/", stewards.stewards, name="stewards"),
    path(
        "reception/stewards/buildings/<int:building_id>/",
        stewards.appoint_steward,
        name="appoint_steward",
    ),
    path("reception/stewards/<int:steward_id>/end/", stewards.end_steward, name="end_steward"),
]
resident_urlpatterns: list[URLPattern | URLResolver] = [
    path("contact/", contact.contact, name="contact"),
    path("common-questions/", common.questions, name="common_questions"),
]

__all__ = ["api_router", "live_topics", "resident_urlpatterns", "staff_urlpatterns"]
