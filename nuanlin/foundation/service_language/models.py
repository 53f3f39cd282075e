import pghistory
from django.db import models
from django.utils import timezone

from nuanlin.lib.language import kinds, phrases

LONGEST_PHRASE = 300
LONGEST_WORDS = 60

FORMS = [(one.value, one.value) for one in phrases.Form]
MOMENTS = [(one.value, one.value) for one in phrases.Moment]
KINDS = [(one.value, one.value) for one in kinds.Kind]


class Kept(models.Model):
    """What an office keeps for itself; without a community, for the whole company."""

    # No foreign keys upward: communities and staff lie above.
    community_id = models.BigIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)
    edited_at = models.DateTimeField(default=timezone.now)
    edited_by_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


@pghistory.track()
class OfficePhrase(Kept):
    """A phrase of an office: beside those that Nuanlin brings, or in place of one (D4)."""

    moment = models.CharField(max_length=20, choices=MOMENTS)
    form = models.CharField(max_length=10, choices=FORMS)
    text = models.CharField(max_length=LONGEST_PHRASE)
    # It stands where the phrase that Nuanlin brings would stand; switched off, nothing does.
    stands_in = models.BooleanField(default=False)
    # The phrase that Nuanlin brings is at 0.
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "moment", "form"],
                condition=models.Q(stands_in=True),
                nulls_distinct=False,
                name="one_phrase_stands_in",
            )
        ]

    def __str__(self) -> str:
        return self.text


@pghistory.track()
class LexiconEntry(Kept):
    """Words that an office does not want said, and what to say instead (D4)."""

    kind = models.CharField(max_length=20, choices=KINDS)
    said = models.CharField(max_length=LONGEST_WORDS)
    better = models.CharField(max_length=LONGEST_PHRASE, blank=True)
    unless = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        ordering = ["kind", "said", "id"]
        verbose_name_plural = "lexicon entries"
        constraints = [
            models.UniqueConstraint(
                fields=["community_id", "said"],
                condition=models.Q(active=True),
                nulls_distinct=False,
                name="one_entry_says_it",
            )
        ]

    def __str__(self) -> str:
        return self.said


class QuizResult(models.Model):
    """What somebody knew of the rules of conduct on a day; kept for training (P1)."""

    account_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    community_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    score = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    # The key of each question and which answer was chosen, as they stand in the pool: 0 is right.
    answers = models.JSONField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["community_id", "account_id"], name="quiz_of_community")]

    def __str__(self) -> str:
        return f"{self.name} {self.score}/{self.asked}"
