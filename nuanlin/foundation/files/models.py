import uuid

from django.db import models


class FileKind(models.TextChoices):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"


class StoredFile(models.Model):
    """An upload after cleaning: who brought it, what it is, where it lies.

    A file says nothing of who may see it: the row that attaches it decides.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    # How long a voice message lasts, as far as its content says.
    duration_ms = models.PositiveIntegerField(null=True)
    path = models.CharField(max_length=200)
    thumbnail_path = models.CharField(max_length=200, blank=True)
    account_id = models.BigIntegerField(null=True)
    attached = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # What was uploaded and never sent is swept after a day.
            models.Index(
                fields=["created_at"], name="file_unattached", condition=models.Q(attached=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
