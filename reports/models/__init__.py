"""What the region and Actiris get, and what it is written from."""

from .calendar import ReportNudge, ReportYear
from .canvas import Canvas, CanvasChapter
from .journey import ReportDeposit, ReportReader, ReportReading, ReportRemark, ReportReviewer
from .listening import (
    Feedback,
    FeedbackRequest,
    FeedbackSetting,
    Survey,
    SurveyAnswer,
    SurveyLetter,
    SurveyReader,
)
from .logbook import LocalFigure, LogEntry, MeetingObjective, Project, ProjectState
from .making import Annex, Making
from .report import CoordinationReport, ReportText
from .synthesis import Synthesis, SynthesisText

__all__ = [
    "Annex",
    "Canvas",
    "CanvasChapter",
    "CoordinationReport",
    "Feedback",
    "FeedbackRequest",
    "FeedbackSetting",
    "LocalFigure",
    "LogEntry",
    "Making",
    "MeetingObjective",
    "Project",
    "ProjectState",
    "ReportDeposit",
    "ReportNudge",
    "ReportReader",
    "ReportReading",
    "ReportRemark",
    "ReportReviewer",
    "ReportText",
    "ReportYear",
    "Survey",
    "SurveyAnswer",
    "SurveyLetter",
    "SurveyReader",
    "Synthesis",
    "SynthesisText",
]
