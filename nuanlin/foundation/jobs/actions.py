"""Verbs of jobs: try again, cancel, recover what a dead worker left, forget what is long done."""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import sql
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from nuanlin.foundation.accounts.actors import Actor
from nuanlin.foundation.audit.recording import record
from nuanlin.foundation.audit.refusals import Missing, Refusal
from nuanlin.foundation.jobs import queries
from nuanlin.foundation.jobs.models import JobFailure
from nuanlin.foundation.jobs.tasks import RETRY

AT_ONCE = 200
DONE_HOURS = 3 * 24
FAILED_HOURS = 30 * 24
WORKER_DIED = "The worker died while it did this."


@transaction.atomic
def retry_job(job_id: int, *, by: Actor) -> ProcrastinateJob:
    """Queue a failed or stuck job again, now. Raises Missing and Refusal."""
    job = _locked(job_id)
    if job.status != "failed" and not queries.stuck().filter(pk=job.pk).exists():
        raise Refusal("job_not_failed", _("This job did not fail, or is already tried again."))
    if not _retried(job):
        raise Refusal("job_waits_already", _("The same work is waiting already; it runs soon."))
    record("job.retried", subject=job, by=by, data={"task": job.task_name})
    return job


@transaction.atomic
def retry_failed_jobs(*, by: Actor) -> ProcrastinateJob:
    """Queue the oldest failed jobs again, up to two hundred; return the first of them.

    Raises Refusal when none can be tried again.
    """
    jobs = queries.failed().select_for_update(skip_locked=True)[:AT_ONCE]
    retried = [job for job in jobs if _retried(job)]
    if not retried:
        raise Refusal("no_job_failed", _("There is no failed job that could be tried again."))
    ids = [job.pk for job in retried]
    record("job.failed_retried", subject=retried[0], by=by, data={"jobs": ids})
    return retried[0]


@transaction.atomic
def cancel_job(job_id: int, *, by: Actor) -> ProcrastinateJob:
    """Take a waiting job out of the queue for good. Raises Missing and Refusal."""
    job = _locked(job_id)
    if not _manager().cancel_job_by_id(job.pk):
        raise Refusal("job_not_waiting", _("Only work that has not begun can be cancelled."))
    record("job.cancelled", subject=job, by=by, data={"task": job.task_name})
    return job


@transaction.atomic
def recover_stuck_jobs() -> int:
    """Queue again what dead workers left undone; return how many.

    A job that kills its worker each time is given up after as many attempts as any other.
    """
    left = ProcrastinateJob.objects.filter(pk__in=queries.stuck().values("pk"))
    jobs = list(left.select_for_update(of=("self",), skip_locked=True))
    for job in jobs:
        JobFailure.objects.update_or_create(job_id=job.pk, defaults={"error": WORKER_DIED})
        if job.attempts >= (RETRY.max_attempts or 0):
            _end(job, "failed")
        elif not _retried(job):
            _end(job, "aborted")
    return len(jobs)


def forget_old_jobs() -> None:
    """Delete jobs done three days ago or failed thirty days ago, and what is noted about them."""
    for hours, states in (
        (DONE_HOURS, ["succeeded", "cancelled", "aborted"]),
        (FAILED_HOURS, ["failed"]),
    ):
        DjangoConnector().execute_query(
            sql.queries["delete_old_jobs"], nb_hours=hours, queue=None, statuses=states
        )
    alive = ProcrastinateJob.objects.filter(pk=OuterRef("job_id"))
    JobFailure.objects.filter(~Exists(alive)).delete()


def _end(job: ProcrastinateJob, status: str) -> None:
    DjangoConnector().execute_query(
        sql.queries["finish_job"], job_id=job.pk, status=status, delete_job=False
    )


def _manager() -> JobManager:
    return JobManager(DjangoConnector())


def _locked(job_id: int) -> ProcrastinateJob:
    jobs = ProcrastinateJob.objects.select_for_update(of=("self",)).filter(pk=job_id)
    job: ProcrastinateJob | None = jobs.first()
    if job is None:
        raise Missing
    return job


def _retried(job: ProcrastinateJob) -> bool:
    """Queue a locked job again; False when the same work is queued already under its key."""
    try:
        with transaction.atomic():
            _manager().retry_job_by_id(job.pk, retry_at=timezone.now())
    except (IntegrityError, ConnectorException):
        return False
    return True
