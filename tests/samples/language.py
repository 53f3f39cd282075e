"""What the service language's routes take."""

from typing import Any

from nuanlin.foundation.service_language.actions import take_quiz
from nuanlin.foundation.service_language.models import LexiconEntry, OfficePhrase
from nuanlin.lib.language import conduct
from tests.cast import Cast


def language_samples(cast: Cast) -> dict[str, Any]:
    """Return a phrase and a lexicon's entry of the office, and Chen's quiz."""
    here = cast.community.pk
    phrase = OfficePhrase.objects.create(
        community_id=here, moment="goodbye", form="ask", text="您慢走。"
    )
    entry = LexiconEntry.objects.create(
        community_id=here, kind="mockery", said="老古董", better="老邻居"
    )
    answers = {one.key: 0 for one in conduct.drawn(1)}
    result = take_quiz(here, seed=1, answers=answers, by=cast.actor("chen"))
    return {"phrase_id": phrase.pk, "entry_id": entry.pk, "result_id": result.pk}
