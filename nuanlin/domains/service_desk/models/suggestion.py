from django.db import models
from django.utils import timezone


class SuggestionModel(models.Model):
    """What was learnt, one night, from the words of cases: categories by code, and urgencies.

    ``accuracy`` is what held-out cases said of it (``actions.suggestion``). The newest one is used.
    """

    trained_on = models.DateField(unique=True)
    trained_at = models.DateTimeField(default=timezone.now)
    cases = models.PositiveIntegerField()
    categories = models.JSONField()
    urgencies = models.JSONField()
    accuracy = models.JSONField()

    class Meta:
        ordering = ["-trained_on"]

    def __str__(self) -> str:
        return f"{self.trained_on}: {self.cases}"
