"""Reads of the service desk, shaped for pages and the API."""

from nuanlin.domains.service_desk.queries.asked import asked_by, link_for_owner
from nuanlin.domains.service_desk.queries.board import Column, board_by_person, board_by_state
from nuanlin.domains.service_desk.queries.bulk import bulk_change, cases_chosen
from nuanlin.domains.service_desk.queries.case_page import (
    CasePage,
    case_head,
    case_page,
    file_of_case,
)
from nuanlin.domains.service_desk.queries.catalogue import (
    CatalogueGroup,
    catalogue_groups,
    catalogue_tree,
    category_to_edit,
    whole_catalogue,
)
from nuanlin.domains.service_desk.queries.choices import (
    KeptView,
    QueueChoices,
    assignable_staff,
    categories,
    departments_of,
    queue_choices,
    rules_to_set,
)
from nuanlin.domains.service_desk.queries.complaints import heard_by_nobody
from nuanlin.domains.service_desk.queries.counts import (
    DeskCounts,
    Pressing,
    desk_counts,
    pressing,
)
from nuanlin.domains.service_desk.queries.emergency import Number, emergency_numbers
from nuanlin.domains.service_desk.queries.exports import (
    cases_to_export,
    export,
    export_file,
    number_to_export,
)
from nuanlin.domains.service_desk.queries.from_message import with_message
from nuanlin.domains.service_desk.queries.improving import (
    improvement,
    improvements,
    second_call_of,
    second_calls_due,
)
from nuanlin.domains.service_desk.queries.lists import (
    calls_due,
    cases_of_home,
    decided_lately,
    home_head,
    jobs_of,
    my_cases,
    my_open_cases,
    next_call,
    nudges_of,
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
from nuanlin.domains.service_desk.queries.outages import (
    buildings_with_entrances,
    explaining,
    my_outages,
    outage_homes,
    outage_to_change,
    outages,
    reports_of,
)
from nuanlin.domains.service_desk.queries.partners import (
    Wanted,
    forwarding_of,
    forwardings,
    leaves,
    partners,
    requests_for,
)
from nuanlin.domains.service_desk.queries.places import Door, Places, area, door, places
from nuanlin.domains.service_desk.queries.queue import (
    QueueFilter,
    QueuePage,
    queue,
)
from nuanlin.domains.service_desk.queries.queue import counts as queue_counts
from nuanlin.domains.service_desk.queries.search import LIMIT as CASES_FOUND
from nuanlin.domains.service_desk.queries.search import MOST as MOST_CASES_FOUND
from nuanlin.domains.service_desk.queries.search import search_cases
from nuanlin.domains.service_desk.queries.services import (
    ServiceGroup,
    Services,
    common_areas,
    service,
    service_numbered,
    services,
)
from nuanlin.domains.service_desk.queries.similar import (
    Fault,
    Nearby,
    fault_at,
    fault_of,
    nearby,
    similar_cases,
    similar_for_desk,
)
from nuanlin.domains.service_desk.queries.standing import Standing, standing, steps
from nuanlin.domains.service_desk.queries.suggestion import (
    Suggested,
    Suggestion,
    suggest,
    suggestion_standing,
)
from nuanlin.domains.service_desk.queries.timeline.telling import Entry, Photo
from nuanlin.domains.service_desk.queries.together import (
    files_to_split,
    present,
    template_to_edit,
    templates_for,
)

__all__ = [
    "CASES_FOUND",
    "MOST_CASES_FOUND",
    "CasePage",
    "CatalogueGroup",
    "Column",
    "DeskCounts",
    "Door",
    "Entry",
    "Fault",
    "KeptView",
    "Matter",
    "MyMatters",
    "Nearby",
    "Number",
    "Photo",
    "Places",
    "Pressing",
    "QueueChoices",
    "QueueFilter",
    "QueuePage",
    "ServiceGroup",
    "Services",
    "Standing",
    "StartPage",
    "Suggested",
    "Suggestion",
    "Wanted",
    "area",
    "asked_by",
    "assignable_staff",
    "board_by_person",
    "board_by_state",
    "buildings_with_entrances",
    "bulk_change",
    "calls_due",
    "case_head",
    "case_page",
    "cases_chosen",
    "cases_of_home",
    "cases_to_export",
    "catalogue_groups",
    "catalogue_tree",
    "categories",
    "category_to_edit",
    "common_areas",
    "decided_lately",
    "departments_of",
    "desk_counts",
    "door",
    "emergency_numbers",
    "explaining",
    "export",
    "export_file",
    "fault_at",
    "fault_of",
    "file_of_case",
    "files_to_split",
    "forwarding_of",
    "forwardings",
    "heard_by_nobody",
    "home_head",
    "improvement",
    "improvements",
    "jobs_of",
    "leaves",
    "link_for_owner",
    "my_cases",
    "my_matters",
    "my_open_cases",
    "my_outages",
    "nearby",
    "next_call",
    "nudges_of",
    "number_to_export",
    "open_problems",
    "outage_homes",
    "outage_to_change",
    "outages",
    "partners",
    "places",
    "present",
    "pressing",
    "queue",
    "queue_choices",
    "queue_counts",
    "reports_of",
    "requests_for",
    "rules_to_set",
    "search_cases",
    "second_call_of",
    "second_calls_due",
    "service",
    "service_numbered",
    "services",
    "similar_cases",
    "similar_for_desk",
    "standing",
    "start_page",
    "steps",
    "suggest",
    "suggestion_standing",
    "template_to_edit",
    "templates_for",
    "unclaimed_jobs",
    "whole_catalogue",
    "with_message",
]
