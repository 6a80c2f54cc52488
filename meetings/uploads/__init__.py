"""What somebody uploads: recognised by its content, refused in one sentence; pure, no ORM.

Everything is refused but the kinds of ``kinds.KINDS``: their heads are exact signatures, and what
may hide behind a right head (a macro, an archive, a page, a bomb) is looked for without inflating
or rendering anything.
"""

from .errors import Unwelcome
from .kinds import ACCEPTED, KINDS, Kind, kind_of
from .look import examine
from .names import clean_name

__all__ = ["ACCEPTED", "KINDS", "Kind", "Unwelcome", "clean_name", "examine", "kind_of"]
