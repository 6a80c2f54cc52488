"""Uploads are cut off at their limit while they arrive: nothing larger is ever written down."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class BoundedUploadHandler(FileUploadHandler):
    """First of the handlers: counts, and drops a file that grows beyond ``ATTACHMENT_MAX_MB``.

    The rest of the request is read and forgotten, so that the page can say what happened:
    ``request.oversized`` holds the names of the fields whose file was dropped.
    """

    #: How Django hands over the pieces.
    chunk_size = 64 * 1024

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.arrived = 0

    def receive_data_chunk(self, raw_data, start):
        self.arrived += len(raw_data)
        if self.arrived > settings.ATTACHMENT_MAX_MB * 1024 * 1024:
            self.request.oversized = {*getattr(self.request, "oversized", ()), self.field_name}
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None  # the next handlers keep it
