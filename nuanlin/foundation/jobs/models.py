from django.db import models


class JobFailure(models.Model):
    """Why the latest attempt of a job failed; the queue itself keeps only that it did."""

    # No foreign key: the queue deletes its own rows, below Django.
    job_id = models.BigIntegerField(primary_key=True)
    error = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.error
