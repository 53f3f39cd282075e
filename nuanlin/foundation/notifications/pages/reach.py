"""How you reach me: everybody's own page, and the page where an address is confirmed."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nuanlin.foundation.accounts.codes import grouped
from nuanlin.foundation.accounts.gates import account_of, actor_of, signed_in
from nuanlin.foundation.accounts.usernames import shown_username
from nuanlin.foundation.audit.attempts import attempt, typed
from nuanlin.foundation.audit.recording import ShownOnce, once
from nuanlin.foundation.notifications import actions, queries
from nuanlin.foundation.notifications.actions.reach import mail_in
from nuanlin.foundation.notifications.channels.push.writing import public_key
from nuanlin.foundation.notifications.channels.wechat import followers
from nuanlin.foundation.notifications.forms import MailForm, ReachForm
from nuanlin.foundation.notifications.models import Way


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reach(request: HttpRequest) -> HttpResponse:
    """Choose by which ways to hear of what, and when not."""
    actor = actor_of(request)
    form = ReachForm(typed(request), reach=queries.reach_of(actor))
    if request.method == "POST":

        def act() -> Model:
            said = form.cleaned_data
            quiet = said["quiet_from"], said["quiet_to"]
            return actions.choose_reach(form.choices(), quiet=quiet, by=actor)

        if attempt(form, act, by=actor) is not None:
            messages.success(request, _("Kept."))
            return redirect("notifications:reach")
    return _page(request, form, MailForm())


@require_POST
@signed_in
def give_mail(request: HttpRequest) -> HttpResponse:
    """Give an e-mail address; a link to confirm it is sent there."""
    actor = actor_of(request)
    mail = MailForm(request.POST)

    def act() -> Model:
        return actions.give_mail(mail.cleaned_data["address"], by=actor)

    if attempt(mail, act, by=actor) is not None:
        messages.success(request, _("We have written to you. Please press the link in the mail."))
        return redirect("notifications:reach")
    return _page(request, ReachForm(reach=queries.reach_of(actor)), mail)


@require_POST
@signed_in
def remove_mail(request: HttpRequest, address_id: int) -> HttpResponse:
    """Write to this address no more."""
    actor = actor_of(request)
    once(lambda: actions.remove_mail(address_id, by=actor), by=actor)
    messages.success(request, _("We do not write there any more."))
    return redirect("notifications:reach")


@require_POST
@signed_in
def ask_wechat_code(request: HttpRequest) -> HttpResponse:
    """Show, this once, the code to send to the office's WeChat account."""
    actor = actor_of(request)
    act = ShownOnce(lambda: followers.ask_code(by=actor))
    once(act, by=actor)
    if act.made is None:  # the same press once more: its code was shown the first time
        return redirect("notifications:reach")
    return _page(request, ReachForm(reach=queries.reach_of(actor)), MailForm(), code=act.made)


@require_POST
@signed_in
def unbind_wechat(request: HttpRequest) -> HttpResponse:
    """Write in WeChat no more."""
    actor = actor_of(request)
    once(lambda: followers.unbind_wechat(by=actor), by=actor)
    messages.success(request, _("We do not write there any more."))
    return redirect("notifications:reach")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in the mail leads: one press says that it is the right address."""
    row = mail_in(token)
    if request.method == "POST":
        row = actions.confirm_mail(token, by=actor_of(request))
    return render(request, "notifications/confirm_mail.html", {"row": row})


def _page(request: HttpRequest, form: ReachForm, mail: MailForm, *, code: str = "") -> HttpResponse:
    reach = queries.reach_of(actor_of(request))
    name = account_of(request).username
    context = {
        "form": form,
        "mail": mail,
        "reach": reach,
        "code": grouped(code),
        "phone": shown_username(name) if name.startswith("+") else "",
        "push_key": public_key() if Way.PUSH in reach.ways else "",
    }
    status = 422 if form.errors or mail.errors else 200
    return render(request, "notifications/reach.html", context, status=status)
