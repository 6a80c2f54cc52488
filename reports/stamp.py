"""What was on the screen when somebody began to change it: two editors never undo each other."""

import hashlib
import json


def stamp(values):
    """A short fingerprint of ``values`` (a dict of texts, dates, numbers, ids): same row, same."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
