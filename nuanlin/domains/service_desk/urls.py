"""The addresses of the service desk: for residents at ``/``, for staff below ``/staff/``."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk.api import open311
from nuanlin.domains.service_desk.api import router as api_router
from nuanlin.domains.service_desk.hearing import TOPICS as live_topics
from nuanlin.domains.service_desk.resident import (
    answers,
    appointments,
    asked,
    matters,
    reporting,
    scanned,
    start,
)
from nuanlin.domains.service_desk.staff import (
    bulk,
    case,
    catalogue,
    day_board,
    exporting,
    feeds,
    follow_ups,
    forwarding,
    fragments,
    improvements,
    job_steps,
    my_jobs,
    outages,
    partners,
    posters,
    presence,
    prints,
    problems,
    queue,
    recording,
    rules,
    saved_views,
    second_calls,
    skills,
    steps,
    templates,
    together,
)
from nuanlin.domains.service_desk.staff import start as staff_day

resident_urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", reporting.report, name="report"),
    path("report/suggestion/", reporting.suggestion, name="my_suggestion"),
    path("report/nearby/<int:case_id>/", reporting.join, name="join"),
    path("cases/", matters.my_cases, name="my_cases"),
    path("cases/<int:case_id>/", matters.my_case, name="my_case"),
    path("cases/<int:case_id>/sent/", reporting.report_sent, name="report_sent"),
    path("cases/<int:case_id>/appointment/", appointments.my_appointment, name="my_appointment"),
    path("cases/<int:case_id>/appointment/off/", appointments.call_off, name="call_off"),
    path("cases/<int:case_id>/answer/", answers.answer, name="answer"),
    path("cases/<int:case_id>/rating/", answers.rate, name="rate"),
    path("cases/<int:case_id>/again/", answers.again, name="again"),
    path("cases/<int:case_id>/reminder/", answers.nudge, name="nudge"),
    path("cases/<int:case_id>/messages/", answers.message, name="my_message"),
    path("cases/<int:case_id>/withdrawal/", answers.withdraw, name="my_withdrawal"),
    path("calendar/<str:token>.ics", feeds.calendar_feed, name="calendar_feed"),
    path("asked/<str:token>/", asked.asked, name="asked"),
    path("at/<str:code>/", scanned.at_place, name="at_place"),
    path("at/<str:code>/sent/", scanned.at_place_sent, name="at_place_sent"),
    path("cases/<int:case_id>/files/<uuid:file_id>/", matters.case_file, name="case_file"),
]

on_site_urlpatterns: list[URLPattern | URLResolver] = [
    path("my-jobs/", my_jobs.my_jobs, name="my_jobs"),
    path("my-jobs/<int:case_id>/", my_jobs.job, name="job"),
    path("my-jobs/<int:case_id>/steps/", job_steps.job_step, name="job_step"),
    path("my-jobs/<int:case_id>/phone/", job_steps.job_phone, name="job_phone"),
    path("my-jobs/<int:case_id>/ticks/", job_steps.job_ticks, name="job_ticks"),
    path("my-jobs/<int:case_id>/photos/", job_steps.job_photos, name="job_photos"),
    path("my-jobs/<int:case_id>/completion/", job_steps.job_done, name="job_done"),
    path("my-jobs/<int:case_id>/waiting/", job_steps.job_waiting, name="job_waiting"),
    path("my-jobs/<int:case_id>/return/", job_steps.job_return, name="job_return"),
    path("my-jobs/<int:case_id>/escalation/", job_steps.job_upward, name="job_upward"),
    path("my-jobs/<int:case_id>/notes/", job_steps.job_note, name="job_note"),
]

staff_urlpatterns: list[URLPattern | URLResolver] = [
    *on_site_urlpatterns,
    path("cases/", queue.queue, name="queue"),
    path("cases/bulk/done/<int:change_id>/", bulk.bulk_done, name="bulk_done"),
    path("cases/bulk/done/<int:change_id>/undo/", bulk.undo, name="undo_bulk"),
    path("cases/export/", exporting.export, name="export"),
    path("cases/export/cases.xlsx", exporting.export_file, name="export_file"),
    path("cases/bulk/<slug:name>/", bulk.bulk, name="bulk"),
    path("cases/views/new/", saved_views.save_view, name="save_view"),
    path("cases/views/<int:view_id>/removal/", saved_views.remove_view, name="remove_view"),
    path("cases/new/", recording.record, name="record"),
    path("cases/new/place/", recording.place, name="place"),
    path("cases/new/suggestion/", recording.suggestion, name="suggestion"),
    path("cases/new/similar/", recording.similar, name="similar"),
    path("cases/new/questions/", recording.questions, name="questions"),
    path("posters/", posters.posters, name="posters"),
    path("posters/<int:poster_id>/end/", posters.end_poster, name="end_poster"),
    path("cases/blank-form.pdf", prints.blank_form, name="blank_form"),
    path("cases/by-number/<str:number>/", queue.case_by_number, name="case_by_number"),
    path("cases/<int:case_id>/", case.case, name="case"),
    path("cases/<int:case_id>/presence/", presence.presence, name="presence"),
    path("cases/<int:case_id>/split/", together.split, name="split"),
    path("cases/<int:case_id>/link/", together.link, name="link"),
    path("cases/<int:case_id>/links/<int:link_id>/removal/", together.unlink, name="unlink"),
    path("answer-templates/", templates.templates, name="templates"),
    path("answer-templates/new/", templates.add_template, name="add_template"),
    path("answer-templates/<int:template_id>/", templates.change_template, name="change_template"),
    path(
        "answer-templates/<int:template_id>/removal/",
        templates.remove_template,
        name="remove_template",
    ),
    path("cases/<int:case_id>/phone/", case.phone, name="phone"),
    path("cases/<int:case_id>/job-sheet/", prints.job_sheet, name="job_sheet"),
    path("cases/<int:case_id>/<slug:name>/", steps.step, name="step"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("follow-ups/<int:case_id>/", follow_ups.follow_up, name="follow_up"),
    path("follow-ups/<int:case_id>/link/", follow_ups.owners_link, name="owners_link"),
    path("second-calls/", second_calls.second_calls, name="second_calls"),
    path("second-calls/<int:case_id>/", second_calls.second_call, name="second_call"),
    path("improvements/", improvements.improvements, name="improvements"),
    path("improvements/<int:improvement_id>/", improvements.improvement, name="improvement"),
    path(
        "improvements/<int:improvement_id>/completion/",
        improvements.improvement_done,
        name="improvement_done",
    ),
    path("outages/", outages.outages, name="outages"),
    path("outages/new/", outages.new_outage, name="new_outage"),
    path("outages/<int:outage_id>/", outages.outage, name="outage"),
    path("outages/<int:outage_id>/end/", outages.end_outage, name="end_outage"),
    path("outages/<int:outage_id>/joining/", outages.join_reports, name="join_reports"),
    path("open-problems/", problems.open_problems, name="open_problems"),
    path("open-problems/review/", problems.weekly_review, name="weekly_review"),
    path("service-hours/", rules.rules, name="rules"),
    path("my-calendar/", feeds.my_calendar, name="my_calendar"),
    path("my-calendar/end/", feeds.revoke_calendar, name="revoke_calendar"),
    path("day/", day_board.board, name="day_board"),
    path("day/place/", day_board.place, name="place_visit"),
    path("skills/", skills.skills, name="skills"),
    path("skills/<int:staff_id>/", skills.edit_skills, name="edit_skills"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/new/", catalogue.add_category, name="add_category"),
    path("catalogue/<int:category_id>/", catalogue.edit_category, name="edit_category"),
    path("catalogue/<int:category_id>/steps/", catalogue.category_step, name="category_step"),
    path("partners/", partners.partners, name="partners"),
    path("partners/forwarding/", forwarding.forwardings, name="forwardings"),
    path(
        "partners/forwarding/<int:forwarding_id>/end/",
        forwarding.end_forwarding,
        name="end_forwarding",
    ),
    path("partners/<int:partner_id>/revocation/", partners.revoke_partner, name="revoke_partner"),
    path("homes/<int:home_id>/cases/", fragments.home_cases, name="home_cases"),
]

# GeoReport v2 for partners, at /open311/v2/.
open311_urlpatterns: list[URLPattern | URLResolver] = [
    path("discovery.<slug:form>", open311.discovery, name="discovery"),
    path("services.<slug:form>", open311.services, name="services"),
    path("services/<slug:service_code>.<slug:form>", open311.definition, name="definition"),
    path("requests.<slug:form>", open311.requests, name="requests"),
    path("requests/<slug:service_request_id>.<slug:form>", open311.request, name="request"),
    path("tokens/<slug:token>.<slug:form>", open311.token, name="token"),
]

# The first page of the console, which the portal itself gives its address.
staff_start = staff_day.start

# The first page of the resident's portal, which the portal itself gives its address.
my_home_page = start.my_home_page

__all__ = [
    "api_router",
    "live_topics",
    "my_home_page",
    "open311_urlpatterns",
    "resident_urlpatterns",
    "staff_start",
    "staff_urlpatterns",
]
