from django.db import models

from nuanlin.domains.service_desk.models.case import Case
from nuanlin.domains.service_desk.models.contact import Message
from nuanlin.domains.service_desk.models.round import Round
from nuanlin.foundation.files.models import StoredFile


class FilePurpose(models.TextChoices):
    REPORT = "report"
    MESSAGE = "message"
    BEFORE = "before"
    AFTER = "after"
    SIGNATURE = "signature"
    PAPER_FORM = "paper_form"


class CaseFile(models.Model):
    """A file of a case: with the report, in a message, before or after the work."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    round = models.ForeignKey(Round, models.CASCADE, related_name="files", null=True)
    message = models.ForeignKey(Message, models.CASCADE, related_name="files", null=True)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="case_file")
    purpose = models.CharField(max_length=10, choices=FilePurpose.choices)

    class Meta:
        ordering = ["id"]
