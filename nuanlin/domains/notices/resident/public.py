"""What anybody may open without signing in: public notices, and the check of a paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nuanlin.domains.notices.evidence import check
from nuanlin.domains.notices.queries import residents as queries
from nuanlin.domains.notices.resident.pages import reading_context, typed_words
from nuanlin.domains.notices.wording import said


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """List the notices that are marked public."""
    typed = typed_words(request)
    page = queries.public_notices(after=request.GET.get("after", "")[:500], words=typed)
    context = {"page": page, "said": said, "typed": typed}
    return render(request, "notices/resident/public.html", context)


@require_safe
def public_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Show a notice that is marked public."""
    context = reading_context(queries.public_notice(notice_id))
    return render(request, "notices/resident/public_notice.html", context)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a paper about who was told is ours, and whether the ledger agrees (F3)."""
    code = request.GET.get("code", "").strip()[:80]
    context = {"code": code, "checked": check(code) if code else None}
    return render(request, "notices/resident/verify.html", context)
