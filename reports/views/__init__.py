"""Pages of the reports: one module for a zone's report, one for the region."""

from .canvas import (
    canvas,
    canvas_add,
    canvas_chapter,
    canvas_chapter_remove,
    canvas_new,
    canvas_order,
    canvas_remove,
    canvases,
)
from .figures import figure_rows
from .region import region, region_export, region_nudge, region_obligation, region_reports
from .report import chapters, listing, paper, report, text_save
from .settings import due, settings

__all__ = [
    "chapters",
    "settings",
    "due",
    "canvases",
    "canvas_remove",
    "canvas_order",
    "canvas_new",
    "canvas_chapter_remove",
    "canvas_chapter",
    "canvas_add",
    "canvas",
    "figure_rows",
    "listing",
    "paper",
    "region",
    "region_export",
    "region_nudge",
    "region_reports",
    "region_obligation",
    "report",
    "text_save",
]
