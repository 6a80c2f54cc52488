"""What the JSON of a report means (JSON Schema, draft 2020-12), kept beside the code as data."""

import functools
from importlib.resources import files


@functools.cache
def report_schema():
    """The bytes of the schema of a zone's report; its version is ``snapshot.SCHEMA``."""
    return files("reports").joinpath("data/report.schema.json").read_bytes()
