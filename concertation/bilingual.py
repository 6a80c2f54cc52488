"""``name_fr`` / ``name_nl`` → the active language, or the other one, marked as such."""

from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import mark_safe

from .tongue import tongue
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


def marked_html(html, language):
    """The HTML of a text in ``language``, marked as ``marked`` does when it is the other one."""
    if not html or language == current_language():
        return html
    # At the end of the last words, not on a line of its own.
    end = "</p>" if html.endswith("</p>") else ""
    mark = '<div lang="{0}">{1} <span class="fallback">({0})</span>{2}</div>'
    return format_html(mark, language, mark_safe(html.removesuffix(end)), mark_safe(end))


def typed(text, *, html=True):
    """What somebody typed in one field, whatever the language of the screen: set, and marked as
    ``marked`` does when its words are in the other one (``tongue``)."""
    language = tongue(text) or current_language()
    words = typeset(str(text), language)
    if not words or language == current_language():
        return escape(words) if html else words
    if not html:
        return f"{words} ({language})"
    return format_html(
        '<span lang="{0}">{1}</span> <span class="fallback">({0})</span>', language, words
    )


def typed_paragraphs(text):
    """The same, its lines and paragraphs kept."""
    language = tongue(text) or current_language()
    html = linebreaks(typeset(str(text or ""), language), autoescape=True)
    return marked_html(mark_safe(html), language) if text else ""  # linebreaks escaped it


class Bilingual:
    """Mixin for models with ``name_fr`` and ``name_nl``: ``name`` follows the active language."""

    @property
    def name(self):
        return localised(self, "name")[0]
