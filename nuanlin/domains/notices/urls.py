"""The addresses of notices, of the reach ledger and of the rounds."""

from django.urls import URLPattern, URLResolver, path

from nuanlin.domains.notices.api import router as api_router
from nuanlin.domains.notices.hearing import TOPICS as live_topics
from nuanlin.domains.notices.resident import pages, public
from nuanlin.domains.notices.staff import calling, ledger, notices, paper, rules

ledger_urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/<int:notice_id>/ledger/", ledger.ledger, name="ledger"),
    path("notices/<int:notice_id>/ledger.xlsx", ledger.ledger_excel, name="ledger_excel"),
    path("notices/<int:notice_id>/homes/<int:home_id>/", ledger.ledger_home, name="ledger_home"),
    path("notices/<int:notice_id>/unreached/", ledger.unreached, name="unreached"),
    path("notices/<int:notice_id>/unreached.pdf", ledger.unreached_pdf, name="unreached_pdf"),
    path("notices/<int:notice_id>/evidence/", ledger.make_evidence, name="make_evidence"),
    path("notices/<int:notice_id>/evidence/<int:evidence_id>/", ledger.evidence, name="evidence"),
    path(
        "notices/<int:notice_id>/evidence/<int:evidence_id>/evidence.pdf",
        ledger.evidence_pdf,
        name="evidence_pdf",
    ),
    path("notices/<int:notice_id>/poster-<slug:size>.pdf", ledger.poster, name="poster"),
]
round_urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/<int:notice_id>/calls/", calling.phone_round, name="round"),
    path("notices/<int:notice_id>/calling/", calling.calling, name="calling"),
    path("notices/<int:notice_id>/calls/next/", calling.take_call, name="take_call"),
    path("notices/<int:notice_id>/calls/again/", calling.call_again, name="call_again"),
    path("notice-calls/<int:call_id>/done/", calling.call_done, name="call_done"),
    path("notice-calls/<int:call_id>/back/", calling.call_back_on_list, name="call_back"),
    path("notice-calls/<int:call_id>/undo/", calling.call_undo, name="call_undo"),
    path("notices/<int:notice_id>/slips/", paper.paper_round, name="paper"),
    path("notices/<int:notice_id>/slips.pdf", paper.slips_on_paper, name="slips_pdf"),
    path("my-slips/<int:notice_id>/<int:building_id>/", paper.walk, name="walk"),
    path("notice-slips/<int:slip_id>/tick/", paper.tick_slip, name="tick_slip"),
]
staff_urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.new_notice, name="new_notice"),
    path("notices/whom/", notices.whom, name="whom"),
    path("notices/rules/", rules.rules, name="rules"),
    path("notices/rules/<slug:notice_kind>/", rules.rule, name="rule"),
    path("notices/<int:notice_id>/", notices.notice, name="notice"),
    path("notices/<int:notice_id>/change/", notices.change_notice, name="change_notice"),
    path("notices/<int:notice_id>/ask-look/", notices.ask_look, name="ask_look"),
    path("notices/<int:notice_id>/approve/", notices.approve, name="approve"),
    path("notices/<int:notice_id>/give-back/", notices.give_back, name="give_back"),
    path("notices/<int:notice_id>/send/", notices.send, name="send"),
    path("notices/<int:notice_id>/correct/", notices.correct, name="correct"),
    path("notices/<int:notice_id>/over/", notices.over, name="over"),
    path("notices/<int:notice_id>/withdraw/", notices.withdraw, name="withdraw"),
    path("notices/<int:notice_id>/hang-poster/", notices.hang_poster, name="hang_poster"),
    path("notices/<int:notice_id>/repeat/", notices.repeat, name="repeat"),
    path("notices/<int:notice_id>/stop-repeating/", notices.stop_repeating, name="stop_repeating"),
    path("notices/<int:notice_id>/files/<uuid:file_id>/", notices.file, name="file"),
    path(
        "notices/<int:notice_id>/files/<uuid:file_id>/remove/",
        notices.remove_file,
        name="remove_file",
    ),
    *ledger_urlpatterns,
    *round_urlpatterns,
]
resident_urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", pages.my_notices, name="my_notices"),
    path("notices/evidence/", public.verify, name="verify"),
    path("notices/public/", public.public, name="public"),
    path("notices/public/<int:notice_id>/", public.public_notice, name="public_notice"),
    path("notices/<int:notice_id>/", pages.my_notice, name="my_notice"),
    path("notices/<int:notice_id>/known/", pages.know, name="know"),
    path("notices/<int:notice_id>/seen/", pages.seen, name="seen"),
    path("notices/<int:notice_id>/notice.ics", pages.calendar, name="calendar"),
    path("notices/<int:notice_id>/files/<uuid:file_id>/", pages.notice_file, name="notice_file"),
]

__all__ = ["api_router", "live_topics", "resident_urlpatterns", "staff_urlpatterns"]
