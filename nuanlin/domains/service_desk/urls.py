"""The addresses of the service desk: for residents at ``/``, for staff below ``/staff/``."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.service_desk.api import router as api_router
from nuanlin.domains.service_desk.resident import answers, matters, reporting, start

resident_urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", reporting.report, name="report"),
    path("cases/", matters.my_cases, name="my_cases"),
    path("cases/<int:case_id>/", matters.my_case, name="my_case"),
    path("cases/<int:case_id>/sent/", reporting.report_sent, name="report_sent"),
    path("cases/<int:case_id>/answer/", answers.answer, name="answer"),
    path("cases/<int:case_id>/rating/", answers.rate, name="rate"),
    path("cases/<int:case_id>/messages/", answers.message, name="my_message"),
    path("cases/<int:case_id>/withdrawal/", answers.withdraw, name="my_withdrawal"),
    path("cases/<int:case_id>/files/<uuid:file_id>/", matters.case_file, name="case_file"),
]

staff_urlpatterns: list[URLPattern | URLResolver] = []

# The first page of the resident's portal, which the portal itself gives its address.
my_home_page = start.my_home_page

__all__ = ["api_router", "my_home_page", "resident_urlpatterns", "staff_urlpatterns"]
