"""Gestures that touch several rows or leave the process: one module per moment of a meeting."""
