"""Gestures on reports: one module for the writing, one for the journey, one for each register."""

from .journey import validate_report
from .texts import open_report, save_text

__all__ = ["open_report", "save_text", "validate_report"]
