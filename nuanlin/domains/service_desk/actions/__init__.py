"""Every verb of the case loop; each is one transaction and each door calls the same one."""

from nuanlin.domains.service_desk.actions.answer_templates import (
    add_template,
    change_template,
    remove_template,
)
from nuanlin.domains.service_desk.actions.appointments import (
    arrange_appointment,
    cancel_appointment,
)
from nuanlin.domains.service_desk.actions.assignment import (
    assign_case,
    pass_on,
    return_open_work,
    return_work_of_absent,
    return_work_of_all_absent,
    take_back,
)
from nuanlin.domains.service_desk.actions.bulk import bulk_assign, bulk_classify, undo_bulk
from nuanlin.domains.service_desk.actions.by_code import answer_by_code, write_by_code
from nuanlin.domains.service_desk.actions.by_link import answer_by_link, hand_out_link
from nuanlin.domains.service_desk.actions.coming_back import report_again
from nuanlin.domains.service_desk.actions.complaints import (
    ComplaintWords,
    Heard,
    record_complaint,
    submit_complaint,
)
from nuanlin.domains.service_desk.actions.contact import note_contact
from nuanlin.domains.service_desk.actions.day_board import place_visit
from nuanlin.domains.service_desk.actions.escalation import (
    decide_escalation,
    escalate_case,
    review_problem,
)
from nuanlin.domains.service_desk.actions.exporting import export_numbers
from nuanlin.domains.service_desk.actions.exports import (
    ask_export,
    forget_exports,
    write_export,
)
from nuanlin.domains.service_desk.actions.follow_up import (
    Marks,
    answer_as_owner,
    close_unverified,
    rate_case,
    record_follow_up,
)
from nuanlin.domains.service_desk.actions.hearing import (
    hear_complaint,
    name_handlers,
    name_targets,
    note_mediation,
    see_reporter,
)
from nuanlin.domains.service_desk.actions.ideas import (
    carry_out_idea,
    decide_idea,
    publish_idea,
    withdraw_publication,
)
from nuanlin.domains.service_desk.actions.improving import finish_improvement, plan_improvement
from nuanlin.domains.service_desk.actions.intake import (
    Report,
    classify_case,
    record_case,
    submit_case,
    withdraw_case,
)
from nuanlin.domains.service_desk.actions.joining import join_fault
from nuanlin.domains.service_desk.actions.linking import link_cases, split_case, unlink_cases
from nuanlin.domains.service_desk.actions.merging import (
    merge_case,
    record_further,
    separate_case,
)
from nuanlin.domains.service_desk.actions.messages import write_message
from nuanlin.domains.service_desk.actions.nudging import nudge
from nuanlin.domains.service_desk.actions.outages import (
    OutageFacts,
    change_outage,
    end_outage,
    join_reports,
    open_outage,
)
from nuanlin.domains.service_desk.actions.partners import (
    PartnerWords,
    actor_for,
    admit_partner,
    make_partner,
    report_as_partner,
    revoke_partner,
)
from nuanlin.domains.service_desk.actions.posters import (
    end_poster,
    make_posters,
    report_at_poster,
)
from nuanlin.domains.service_desk.actions.presence import be_present, leave
from nuanlin.domains.service_desk.actions.printing import print_job_sheet
from nuanlin.domains.service_desk.actions.rules import Rules, set_rules
from nuanlin.domains.service_desk.actions.sampling import draw_second_calls, record_second_call
from nuanlin.domains.service_desk.actions.settlement import settle_online
from nuanlin.domains.service_desk.actions.suggestion import retrain
from nuanlin.domains.service_desk.actions.sweep import sweep
from nuanlin.domains.service_desk.actions.views import remove_view, save_view
from nuanlin.domains.service_desk.actions.work import (
    Finished,
    MaterialUsed,
    accept_job,
    add_photos,
    arrive,
    finish_round,
    resume_case,
    set_out,
    tell_of_late_parts,
    tick_checklist,
    wait_for,
)

__all__ = [
    "ComplaintWords",
    "Finished",
    "Heard",
    "Marks",
    "MaterialUsed",
    "OutageFacts",
    "PartnerWords",
    "Report",
    "Rules",
    "accept_job",
    "actor_for",
    "add_photos",
    "add_template",
    "admit_partner",
    "answer_as_owner",
    "answer_by_code",
    "answer_by_link",
    "arrange_appointment",
    "arrive",
    "ask_export",
    "assign_case",
    "be_present",
    "bulk_assign",
    "bulk_classify",
    "cancel_appointment",
    "carry_out_idea",
    "change_outage",
    "change_template",
    "classify_case",
    "close_unverified",
    "decide_escalation",
    "decide_idea",
    "draw_second_calls",
    "end_outage",
    "end_poster",
    "escalate_case",
    "export_numbers",
    "finish_improvement",
    "finish_round",
    "forget_exports",
    "hand_out_link",
    "hear_complaint",
    "join_fault",
    "join_reports",
    "leave",
    "link_cases",
    "make_partner",
    "make_posters",
    "merge_case",
    "name_handlers",
    "name_targets",
    "note_contact",
    "note_mediation",
    "nudge",
    "open_outage",
    "pass_on",
    "place_visit",
    "plan_improvement",
    "print_job_sheet",
    "publish_idea",
    "rate_case",
    "record_case",
    "record_complaint",
    "record_follow_up",
    "record_further",
    "record_second_call",
    "remove_template",
    "remove_view",
    "report_again",
    "report_as_partner",
    "report_at_poster",
    "resume_case",
    "retrain",
    "return_open_work",
    "return_work_of_absent",
    "return_work_of_all_absent",
    "review_problem",
    "revoke_partner",
    "save_view",
    "see_reporter",
    "separate_case",
    "set_out",
    "set_rules",
    "settle_online",
    "split_case",
    "submit_case",
    "submit_complaint",
    "sweep",
    "take_back",
    "tell_of_late_parts",
    "tick_checklist",
    "undo_bulk",
    "unlink_cases",
    "wait_for",
    "withdraw_case",
    "withdraw_publication",
    "write_by_code",
    "write_export",
    "write_message",
]
