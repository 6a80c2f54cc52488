"""The same question asked for each letter of a batch is answered once."""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.utils.translation import get_language

_answers = ContextVar("answers", default=None)


@contextmanager
def remembering():
    """Inside, functions marked ``@remembered`` answer once for the same arguments and language.

    For a moment only, on one thread: whatever changes meanwhile is not seen. Inside another one,
    it is that one.
    """
    if _answers.get() is not None:
        yield
        return
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def forget():
    """Ask again from now on: what is looked at next may have changed."""
    answers = _answers.get()
    if answers is not None:
        answers.clear()


def remembered(function):
    """Mark a reading function whose answer nobody changes; outside ``remembering`` it is itself.

    Rows are told apart by their primary key: an unsaved one, or an argument that cannot be a key,
    is asked about each time.
    """

    @wraps(function)
    def ask(*args, **options):
        answers = _answers.get()
        if answers is None:
            return function(*args, **options)
        key = (function, get_language(), args, tuple(sorted(options.items())))
        try:
            is_known = key in answers
        except TypeError:
            return function(*args, **options)
        if not is_known:
            answers[key] = function(*args, **options)
        return answers[key]

    return ask
