"""The text of a document, line by line; nothing here knows the application.

These modules also run alone in a process with bounded time and memory: see ``apart``.
"""
