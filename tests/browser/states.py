"""Cases of the cast's home, one in every state that a page draws differently."""

from datetime import timedelta

from django.utils import timezone

from nuanlin.domains.service_desk import actions
from nuanlin.domains.service_desk.actions import Finished, Marks, Report
from nuanlin.domains.service_desk.models import Case, FollowUp, Outcome, Urgency, Waiting
from tests.cast import Cast


def cases_in_every_state(cast: Cast) -> dict[str, Case]:
    """Take a case into each state, by those whose work it is."""
    made = {
        "reported": report(cast, "楼道的灯不亮了"),
        "waiting": _waiting(cast),
        "escalated": _escalated(cast),
        "done": done(cast, "卫生间的门关不上"),
        "second round": _second_round(cast),
        "answered": _answered(cast),
        "unverifiable": _unverifiable(cast),
        "rated": _rated(cast),
        "withdrawn": _withdrawn(cast),
    }
    FollowUp.objects.filter(made_at=None).update(due_at=timezone.now() - timedelta(minutes=5))
    return made


def report(cast: Cast, words: str) -> Case:
    """Report something at home."""
    return actions.submit_case(
        Report(words, category_id=cast.category().pk, home_id=cast.home.pk), by=cast.actor("zhou")
    )


def assigned(cast: Cast, words: str) -> Case:
    """Report something and send Li."""
    case = report(cast, words)
    return actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))


def done(cast: Cast, words: str) -> Case:
    """Report something and let Li do it: the owner has not said a word yet."""
    return _do(cast, assigned(cast, words))


def _do(cast: Cast, case: Case) -> Case:
    li = cast.actor("li")
    actions.accept_job(case.pk, by=li)
    actions.set_out(case.pk, by=li)
    actions.arrive(case.pk, by=li)
    return actions.finish_round(case.pk, finished=Finished("更换合页，开关顺畅"), by=li)


def _waiting(cast: Cast) -> Case:
    case = assigned(cast, "阳台窗户漏风")
    actions.accept_job(case.pk, by=cast.actor("li"))
    return actions.wait_for(case.pk, whom=Waiting.PARTS, note="密封条要订货", by=cast.actor("li"))


def _escalated(cast: Cast) -> Case:
    case = report(cast, "屋面渗水到客厅")
    actions.classify_case(
        case.pk, category_id=cast.category().pk, urgency=Urgency.URGENT, by=cast.actor("chen")
    )
    return actions.escalate_case(
        case.pk,
        reason="需要动用维修资金",
        decision_needed="是否先做临时防水",
        review_on=timezone.localdate() + timedelta(days=3),
        by=cast.actor("chen"),
    )


def _second_round(cast: Cast) -> Case:
    case = done(cast, "厨房下水慢")
    actions.record_follow_up(
        case.pk,
        outcome=Outcome.HALF,
        words="比昨天好一点，还是慢",
        defect="下水仍慢",
        by=cast.actor("chen"),
    )
    actions.assign_case(case.pk, to=cast.staff["li"].pk, by=cast.actor("chen"))
    return _do(cast, case)


def _answered(cast: Cast) -> Case:
    case = report(cast, "怎么办理车位登记")
    return actions.settle_online(
        case.pk, answer="请带行驶证到前台，五分钟办好。", by=cast.actor("chen")
    )


def _unverifiable(cast: Cast) -> Case:
    case = done(cast, "门铃不响")
    for days in (3, 2, 1):
        actions.record_follow_up(case.pk, outcome=Outcome.NOT_REACHED, by=cast.actor("chen"))
        tried = case.follow_ups.exclude(made_at=None).latest("pk")
        tried.made_at = timezone.now() - timedelta(days=days)
        tried.save(update_fields=["made_at"])
    return case


def _rated(cast: Cast) -> Case:
    case = done(cast, "马桶一直流水")
    return actions.answer_as_owner(
        case.pk,
        outcome=Outcome.SATISFIED,
        words="修得很好，谢谢",
        marks=Marks(5, 4, 5, "师傅很耐心"),
        by=cast.actor("zhou"),
    )


def _withdrawn(cast: Cast) -> Case:
    case = report(cast, "钥匙找不到了")
    return actions.withdraw_case(case.pk, reason="找到了", by=cast.actor("zhou"))
