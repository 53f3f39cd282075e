"""Reads of the service desk, shaped for pages and the API."""

from nuanlin.domains.service_desk.queries.case_page import CasePage, case_page, file_of_case
from nuanlin.domains.service_desk.queries.choices import (
    assignable_staff,
    categories,
    departments_of,
)
from nuanlin.domains.service_desk.queries.counts import DeskCounts, desk_counts
from nuanlin.domains.service_desk.queries.lists import (
    calls_due,
    cases_of_home,
    jobs_of,
    my_cases,
    my_open_cases,
    open_problems,
    unclaimed_jobs,
)
from nuanlin.domains.service_desk.queries.matters import (
    Matter,
    MyMatters,
    StartPage,
    my_matters,
    start_page,
)
from nuanlin.domains.service_desk.queries.queue import QueueFilter, QueuePage, queue
from nuanlin.domains.service_desk.queries.services import (
    ServiceGroup,
    Services,
    common_areas,
    service,
    services,
)
from nuanlin.domains.service_desk.queries.standing import Standing, standing, steps
from nuanlin.domains.service_desk.queries.timeline import Entry, Photo

__all__ = [
    "CasePage",
    "DeskCounts",
    "Entry",
    "Matter",
    "MyMatters",
    "Photo",
    "QueueFilter",
    "QueuePage",
    "ServiceGroup",
    "Services",
    "Standing",
    "StartPage",
    "assignable_staff",
    "calls_due",
    "case_page",
    "cases_of_home",
    "categories",
    "common_areas",
    "departments_of",
    "desk_counts",
    "file_of_case",
    "jobs_of",
    "my_cases",
    "my_matters",
    "my_open_cases",
    "open_problems",
    "queue",
    "service",
    "services",
    "standing",
    "start_page",
    "steps",
    "unclaimed_jobs",
]
