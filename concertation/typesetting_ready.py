"""Imported by the process that the long papers are forked from: the style sheet is read once."""

from .typesetting import stylesheet

stylesheet()
