"""The synthesis of the six zones: read once, computed as plain data, shown in two languages.

``read`` reads, ``snapshot`` computes what the page, the PDF, the tables and the JSON all show and
what the publication freezes, ``contents`` puts it in the words of the reader.
"""

from .contents import contents
from .reading import read
from .snapshot import SCHEMA, snapshot, with_tables
from .words import both, language_of, named, say

__all__ = [
    "SCHEMA",
    "both",
    "contents",
    "language_of",
    "named",
    "read",
    "say",
    "snapshot",
    "with_tables",
]
