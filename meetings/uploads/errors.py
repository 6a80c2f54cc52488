"""Why a file is not taken."""


class Unwelcome(ValueError):
    """The file is not taken; ``str(error)`` says why, and what to do, in one sentence."""
