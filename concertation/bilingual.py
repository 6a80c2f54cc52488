"""``name_fr`` / ``name_nl`` → the active language, or the other one, marked as such."""

from django.utils.html import format_html

from .typography import current_language, typeset

LANGUAGES = ("fr", "nl")


def localised(obj, field, language=None):
    """(text, language of that text): ``obj.<field>_<language>``, or the other language if empty.

    ``language`` defaults to the active one. Two empty fields give ("", asked language).
    """
    asked = (language or current_language())[:2]
    for candidate in (asked, *(other for other in LANGUAGES if other != asked)):
        if text := getattr(obj, f"{field}_{candidate}", ""):
            return text, candidate
    return "", asked


def marked(obj, field, *, html=True):
    """The localised text, set as French is; a fallback is marked « (nl) », with its ``lang``."""
    text, language = localised(obj, field)
    text = typeset(text, language)
    if language == current_language():
        return text
    if not html:
        return f"{text} ({language})"
    return format_html(
        '<span lang="{0}">{1}</span> <span class="fallback">({0})</span>', language, text
    )


class Bilingual:
    """Mixin for models with ``name_fr`` and ``name_nl``: ``name`` follows the active language."""

    @property
    def name(self):
        return localised(self, "name")[0]
