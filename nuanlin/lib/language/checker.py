"""Is a text fit to leave the office, and how could it be said better (D4)?

A checker marks and explains; it never holds a text back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from nuanlin.lib.language import courtesy, lexicon, places, privacy
from nuanlin.lib.language.kinds import Kind
from nuanlin.lib.language.lexicon import Entry, Lexicon, flat
from nuanlin.lib.language.places import Finding, Span, clause_around, ending_like, sentences

# What stands in where a better wording would itself be marked.
_COURTEOUS = {
    Kind.MISSING_PLEASE: "请您协助一下，谢谢您。",
    Kind.MISSING_THANKS: "谢谢您。",
    Kind.MISSING_APOLOGY: "很抱歉给您带来不便。",
    Kind.PRIVATE: "详细情况请您联系前台，谢谢您。",
}


@dataclass(frozen=True, slots=True)
class Checker:
    """A lexicon at work; made once and used for every text."""

    words: Lexicon = field(default_factory=lexicon.shipped)

    @classmethod
    def extended(cls, extra: Iterable[Entry]) -> Checker:
        """Return a checker that also knows what an office has added for itself."""
        return cls(lexicon.shipped().extended(extra))

    def check(self, text: str) -> list[Finding]:
        """Return what is wrong in ``text``, by place; nothing for a text that may go as it is.

        Places count the characters of ``text``. Each suggestion passes this checker.
        """
        found = self._found(text)
        return [one._replace(suggestion=self._passing(one)) for one in found]

    def passes(self, text: str) -> bool:
        """Say whether nothing at all is wrong in ``text``."""
        return not self._found(text)

    def _found(self, text: str) -> list[Finding]:
        plain = flat(text)
        spoken = list(self._spoken(plain))
        return _settled(
            [*spoken, *courtesy.find(plain, spoken), *privacy.find(plain), *places.gaps(plain)]
        )

    def _spoken(self, text: str) -> Iterator[Finding]:
        for sentence in sentences(text):
            for entry in self.words.entries:
                match = entry.say.search(sentence.text)
                if match and match.end() and not entry.unless.search(sentence.text):
                    yield _marked(entry, sentence, match.start(), match.end())

    def _passing(self, finding: Finding) -> str:
        """Return the suggestion, or the common one of its kind where that would be marked."""
        common = _COURTEOUS.get(finding.kind) or self.words.instead.get(finding.kind)
        fit = (one for one in (finding.suggestion, common) if one and self.passes(one))
        return next(fit, "")


def _marked(entry: Entry, sentence: Span, start: int, end: int) -> Finding:
    if entry.words:
        at = sentence.start
        return Finding(entry.kind, at + start, at + end, entry.better)
    whole = clause_around(sentence, start, end)
    better = ending_like(entry.better, whole.text)
    return Finding(entry.kind, whole.start, whole.end, better)


def _settled(found: list[Finding]) -> list[Finding]:
    """Return findings by place; of one kind none overlaps another, the earlier entry stays."""
    kept: list[Finding] = []
    for one in found:
        rivals = (other for other in kept if other.start < one.end and one.start < other.end)
        if all(other.kind is not one.kind for other in rivals):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end, one.kind))
