"""What a service answers when it refuses; ``str(error)`` is a sentence for the user."""


class Refused(ValueError):
    """The gesture is not possible, and the sentence says what to do."""


class WrongStatus(Refused):
    """The meeting or the PV is no longer (or not yet) in the state the gesture needs."""


class Conflict(Refused):
    """Somebody saved the same passage in between; ``current`` is the passage as it stands now."""

    def __init__(self, sentence, current):
        super().__init__(sentence)
        self.current = current


class Removed(Refused):
    """The passage was taken out of the PV meanwhile; ``last`` is its last version."""

    def __init__(self, sentence, last):
        super().__init__(sentence)
        self.last = last


class Elsewhere(Refused):
    """The key of a passage belongs to another meeting: nothing of it may be told."""


class BadLink(Refused):
    """The signature of a personal link does not match: altered or cut."""


class TrialLink(BadLink):
    """The personal link of a trial: nobody's."""


class TakenOff(BadLink):
    """The reader of this personal link is no longer invited, and was told so."""


class LinkExpired(BadLink):
    """The meeting of this personal link is over."""
