"""How an action says no: a code for machines, a sentence for people, and a field where it belongs."""


class Refusal(Exception):
    """A rule forbids what was asked; nothing was changed.

    ``code`` is stable and in snake case, ``sentence`` tells the reader in the reader's own
    language what to do, ``field`` names the form field it belongs to, if any.
    """

    def __init__(self, code: str, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field


class Missing(Refusal):
    """What was asked for does not exist, or the actor may not know that it does: a 404."""

    def __init__(self) -> None:
        super().__init__("missing", "")
