"""Who is at a case, linked and split cases, and words that are ready, through the API."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from nuanlin.domains.service_desk import actions, policy, queries
from nuanlin.domains.service_desk.answer_words import fill
from nuanlin.domains.service_desk.api.reading import router, whole
from nuanlin.domains.service_desk.api.schemas import Files, WholeCase
from nuanlin.domains.service_desk.models import LinkKind
from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.accounts.gates import actor_of
from nuanlin.foundation.audit.recording import once
from nuanlin.foundation.audit.refusals import Missing
from nuanlin.lib.schemas import Id, Label, Story, Words


class PresentOut(Schema):
    """Somebody else of staff who has the case open."""

    name: str
    writing: bool


class PresenceIn(Schema):
    """Say it every twenty seconds while the case is open; ``leaving`` when it closes."""

    writing: bool = False
    leaving: bool = False


class LinkIn(Schema):
    """With which case of the community, and how: related or caused_by."""

    other_id: Id
    kind: LinkKind = LinkKind.RELATED


class SplitIn(Schema):
    """Which part becomes a case of its own, and which of the case's files go with it."""

    description: Story
    category_id: Id
    file_ids: Files = []


class TemplateIn(Schema):
    """Words that answers can begin with, with fields such as {greeting} and {number}."""

    name: Label
    text: Words


class TemplateOut(Schema):
    """A template; without ``community_id`` it is the whole company's."""

    id: int
    community_id: int | None
    name: str
    text: str


class ReadyOut(Schema):
    """A template with its fields filled in for a case."""

    name: str
    words: str


@router.get("cases/{int:case_id}/presence", response=list[PresentOut])
def list_present(request: HttpRequest, case_id: Id) -> Any:
    """Who else of staff has the case open right now."""
    return queries.present(case_id, actor_of(request))


@router.post("cases/{int:case_id}/presence", response={204: None})
def say_present(request: HttpRequest, case_id: Id, sent: PresenceIn) -> Any:
    """Say that you have the case open; colleagues see it for fifty seconds."""
    if sent.leaving:
        actions.leave(case_id, by=actor_of(request))
    else:
        actions.be_present(case_id, writing=sent.writing, by=actor_of(request))
    return Status(204, None)


@router.post("cases/{int:case_id}/links", response=WholeCase)
def link_cases(request: HttpRequest, case_id: Id, sent: LinkIn) -> Any:
    """Link two cases; both say so to staff."""
    by = actor_of(request)
    pk = once(lambda: actions.link_cases(case_id, **sent.dict(), by=by), by=by)
    return whole(pk, request)


@router.delete("cases/{int:case_id}/links/{int:link_id}", response=WholeCase)
def unlink_cases(request: HttpRequest, case_id: Id, link_id: Id) -> Any:
    """Take a link away again."""
    by = actor_of(request)
    return whole(
        once(lambda: actions.unlink_cases(case_id, link_id=link_id, by=by), by=by), request
    )


@router.post("cases/{int:case_id}/split", response={201: WholeCase})
def split_case(request: HttpRequest, case_id: Id, sent: SplitIn) -> Any:
    """Make a part of the case one of its own, and return the new one."""
    by = actor_of(request)
    pk = once(lambda: actions.split_case(case_id, **sent.dict(), by=by), by=by)
    return Status(201, whole(pk, request))


@router.get("communities/{int:community_id}/answer-templates", response=list[TemplateOut])
def list_templates(request: HttpRequest, community_id: Id) -> Any:
    """The words that answers in a community can begin with."""
    policy.at_work_in(actor_of(request), community_id)
    return queries.templates_for(community_id)


@router.post("communities/{int:community_id}/answer-templates", response={201: TemplateOut})
def add_template(request: HttpRequest, community_id: Id, sent: TemplateIn) -> Any:
    """Keep words for a community."""
    by = actor_of(request)
    pk = once(lambda: actions.add_template(community_id=community_id, **sent.dict(), by=by), by=by)
    return Status(201, queries.template_to_edit(pk, by))


@router.put("answer-templates/{int:template_id}", response=TemplateOut)
def change_template(request: HttpRequest, template_id: Id, sent: TemplateIn) -> Any:
    """Give a template another name or text."""
    by = actor_of(request)
    pk = once(lambda: actions.change_template(template_id, **sent.dict(), by=by), by=by)
    return queries.template_to_edit(pk, by)


@router.delete("answer-templates/{int:template_id}", response={204: None})
def remove_template(request: HttpRequest, template_id: Id) -> Any:
    """Offer a template no longer."""
    by = actor_of(request)
    once(lambda: actions.remove_template(template_id, by=by), by=by)
    return Status(204, None)


@router.get("cases/{int:case_id}/answer-templates", response=list[ReadyOut])
def list_ready_words(request: HttpRequest, case_id: Id) -> Any:
    """The templates with their fields filled in for a case."""
    by: Actor = actor_of(request)
    case = queries.case_head(case_id, by)
    if not policy.may_read_internal(by, case):
        raise Missing
    ready = queries.templates_for(case.community_id)
    return [{"name": one.name, "words": fill(one.text, case, by)} for one in ready]
