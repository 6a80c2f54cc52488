"""Pages of the reports: one module for a zone's report, one for the region."""

from .region import region, region_export, region_obligation
from .report import figure_rows, listing, paper, report, sent, text_save, validate

__all__ = [
    "figure_rows",
    "listing",
    "paper",
    "region",
    "region_export",
    "region_obligation",
    "report",
    "sent",
    "text_save",
    "validate",
]
