"""Filters and tags known to every template without ``{% load %}``: dates, typography, languages."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, mark_safe

from concertation import bilingual as two_languages
from concertation import typography

register = template.Library()

HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def _dated(function):
    """Empty values print nothing: a date that is not set yet is common."""

    def filter_(value):
        return function(value) if value else ""

    return filter_


register.filter("date_brief", _dated(typography.date_brief))
register.filter("date_long", _dated(typography.date_long))
register.filter("date_short", _dated(typography.date_short))
register.filter("day_month", _dated(typography.day_month))


@register.filter
def time_h(value):
    """« 9 h 30 »; midnight is a time, only None and "" print nothing."""
    return "" if value in (None, "") else typography.time_h(value)


@register.simple_tag
def time_range(starts, ends=None):
    """{% time_range meeting.starts_at meeting.ends_at %} → « 9 h 30 – 12 h 30 »."""
    return typography.time_range(starts, ends) if starts else ""


@register.filter(needs_autoescape=True)
def frtypo(value, language=None, autoescape=True):
    """French spacing, escaped; text in another language (argument or active) is only escaped."""
    text = typography.typeset(str(value), language)
    if isinstance(value, SafeData):
        return mark_safe(text)  # it was safe, and spacing adds no markup
    return conditional_escape(text) if autoescape else text


@register.filter(is_safe=True)
def rich(value, options=""):
    """Typed text → paragraphs and lists. Options: ``paper`` (no links), ``fr``, ``nl``."""
    words = str(options).split()
    language = next((word for word in words if word in two_languages.LANGUAGES), None)
    return typography.rich(value, links="paper" not in words, language=language)


@register.filter
def plain(value):
    """Typed text without the marks of bold and links, for what shows it as it is."""
    return typography.plain(value)


@register.filter(needs_autoescape=True)
def bilingual(value, field, autoescape=True):
    """{{ zone|bilingual:"name" }}: the active language, or the other one with a small mark."""
    text = two_languages.marked(value, field, html=autoescape)
    return conditional_escape(text) if autoescape else text


@register.filter(needs_autoescape=True)
def typed(value, autoescape=True):
    """{{ entry.text|typed }}: set in its own language, marked when it is not the reader's."""
    return two_languages.typed("" if value is None else value, html=autoescape)


@register.filter(is_safe=True)
def within_quotes(value):
    """« {{ group.name|within_quotes }} »: its own quotes become those of a quote."""
    text = typography.within_quotes(value)
    return mark_safe(text) if isinstance(value, SafeData) else text  # quotes are no markup


@register.filter(is_safe=True)
def typed_paragraphs(value):
    """The same for a text of several lines."""
    return two_languages.typed_paragraphs(value)


@register.simple_tag(takes_context=True)
def zone_style(context, colour):
    """The zone's colour as ``--zone``; anything but « #rrggbb » is ignored: it is data, not CSS."""
    if not HEX_COLOUR.match(str(colour or "")):
        return ""
    nonce = getattr(context.get("request"), "csp_nonce", "")
    attribute = format_html(' nonce="{}"', nonce) if nonce else ""
    return format_html("<style{}>:root{{--zone:{}}}</style>", attribute, colour)
