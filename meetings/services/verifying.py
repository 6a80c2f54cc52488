"""Is this file in the register? From its fingerprint alone: the file itself is never kept."""

import hashlib
import re

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from ..models import Paper

#: A PV weighs a tenth of a megabyte; a scanned one, a few.
MOST_BYTES = 25 * 1024 * 1024
FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


def clean(fingerprint):
    """A SHA-256 as it may be typed or pasted, in plain hexadecimal; "" when it is not one."""
    text = re.sub(r"[\s:-]", "", fingerprint).lower()
    return text if FINGERPRINT.match(text) else ""


def look_up(fingerprint):
    """The ``Paper`` of a PV with this fingerprint, with its entry in the register; or None."""
    papers = Paper.objects.filter(kind=Paper.Kind.PV, sha256=fingerprint)
    papers = papers.defer("content", "frozen_html").select_related(
        "meeting__zone", "meeting__pv", "sealed__replaced_by", "sealed__decided_in__zone"
    )
    return papers.order_by("-sealed", "pk").first()


class Fingerprint(FileUploadHandler):
    """Takes an upload in, byte after byte, and keeps nothing of it but its SHA-256.

    ``sha256``: "" before a file was read; ``is_too_big`` beyond ``MOST_BYTES``.
    """

    chunk_size = 64 * 1024

    def __init__(self, request=None):
        super().__init__(request)
        self.sha256, self.is_too_big = "", False
        self._digest, self._size = hashlib.sha256(), 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self._digest, self._size = hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data, start):
        self._size += len(raw_data)
        if self._size > MOST_BYTES:
            self.is_too_big = True
            raise StopUpload(connection_reset=True)
        self._digest.update(raw_data)
        return

    def file_complete(self, file_size):
        if self._size:
            self.sha256 = self._digest.hexdigest()
        return
