"""How far the PDF engine is: it says each page it lays out to its own log, and to nobody else."""

import logging
import re
import threading
from contextlib import contextmanager

LOG = logging.getLogger("weasyprint.progress")
PAGE = re.compile(r"Page (\d+)")
#: A page is said in a fraction of a second: whoever writes it down does not want each of them.
EVERY = 5


class _Listener(logging.Handler):
    """Tells ``on_page`` every few pages laid out in this very thread."""

    def __init__(self, on_page):
        super().__init__(logging.INFO)
        self.on_page, self.thread = on_page, threading.get_ident()

    def emit(self, record):
        found = PAGE.search(record.getMessage())
        if found and threading.get_ident() == self.thread and int(found[1]) % EVERY == 0:
            self.on_page(int(found[1]))


@contextmanager
def pages_told(on_page):
    """While inside, ``on_page(number)`` is called as the pages of a paper are laid out.

    A long paper is laid out more than once, for its page numbers: numbers may start again.
    """
    listener = _Listener(on_page)
    LOG.addHandler(listener)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False  # hundreds of lines that nobody reads
    try:
        yield
    finally:
        LOG.removeHandler(listener)
        if not LOG.handlers:
            LOG.setLevel(logging.NOTSET)
            LOG.propagate = True
