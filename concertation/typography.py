"""Dates, times and plain text as they are written in Belgium, in French and in Dutch.

No-break spaces: U+202F (narrow) before ? ! ; and inside « », U+00A0 before : and inside « 9 h 30 ».
"""

import functools
import re
from datetime import datetime

from django.utils import timezone, translation
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import markup
from .markup import BOLD, END, LINK, plain

__all__ = [
    "current_language",
    "date_brief",
    "date_long",
    "date_short",
    "day_month",
    "french",
    "local",
    "plain",
    "rich",
    "split_urls",
    "time_h",
    "time_range",
    "typeset",
    "within_quotes",
]

NARROW = "\u202f"
NBSP = "\u00a0"
SPACES = "[ \u00a0\u202f]"

# Stands for a web address while its sentence is set: a letter of no alphabet.
HELD = "\ue000"
# An address starts where its characters start: tried from each of them, a long word pasted by
# mistake would take minutes.
URL = re.compile(
    rf"https?://[^\s<>\"«»{LINK}{BOLD}{END}]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
# Bold and links are part of the sentence they stand in.
MARKS = LINK + BOLD + END
# What ``escape`` wrote ends with a « ; » that is no punctuation: words set once more stay whole.
NO_ENTITY = "(?<!&[lg]t)(?<!&amp)(?<!&quot|&#x27)"
FRENCH = [
    (re.compile(rf"(?<=[\w{MARKS}])'(?=[\w{MARKS}])"), "’"),
    (re.compile(rf"«{SPACES}*(?=\S)"), "«" + NARROW),
    (re.compile(rf"(?<=\S){SPACES}*»"), NARROW + "»"),
    (re.compile(rf"(?<=[\w%)\]»’…\".{HELD}{MARKS}]){NO_ENTITY}{SPACES}*(?=[?!;])"), NARROW),
    (re.compile(rf"(?<=\S){SPACES}+(?=:)|(?<=[\w%)\]»{HELD}{MARKS}])(?=:(?:[\s{END}]|$))"), NBSP),
    (re.compile(r"\b([nN])°\s*(?=\d)"), r"\1°" + NBSP),
    (re.compile(r"(?<=\d) (?=[%€])"), NBSP),
    (re.compile(r"(?<=\d) h(?: (?=\d\d\b)|\b)"), lambda found: found[0].replace(" ", NBSP)),
]


def current_language():
    """``fr`` or ``nl``: the language being written, without its country; French if none is set."""
    return (translation.get_language() or "fr")[:2]


def local(moment):
    """An aware datetime in Brussels time; dates, times and naive values are returned unchanged."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment, timezone.get_default_timezone())
    return moment


def day_month(moment):
    """« 23 avril », « 1er avril », « 23 april »."""
    return _day_month(_day(moment), current_language())


def date_short(moment):
    """« 23 avril 2020 », « 23 april 2020 »."""
    return f"{day_month(moment)} {_day(moment).year}"


def date_brief(moment):
    """« jeu 23 avril 2020 », « do 23 april 2020 »: for lists."""
    return f"{_weekday(_day(moment).weekday(), current_language(), False)} {date_short(moment)}"


def date_long(moment):
    """« jeudi 23 avril 2020 », « donderdag 23 april 2020 »."""
    return f"{_weekday(_day(moment).weekday(), current_language(), True)} {date_short(moment)}"


def _day(moment):
    moment = local(moment)
    return moment.date() if isinstance(moment, datetime) else moment


# Lists write the same days on every page: their words are looked up once.
@functools.lru_cache(maxsize=4096)
def _day_month(day, language):
    first = day.day == 1 and language == "fr"
    return f"{'1er' if first else day.day}{NBSP}{str(MONTHS[day.month]).lower()}"


@functools.lru_cache(maxsize=64)
def _weekday(number, language, is_whole):
    return str((WEEKDAYS if is_whole else WEEKDAYS_ABBR)[number]).lower()


def time_h(moment):
    """« 9 h 30 », « 12 h »; in Dutch « 9u30 », « 12u »."""
    moment = local(moment)
    minutes = f"{moment.minute:02d}" if moment.minute else ""
    if current_language() == "nl":
        return f"{moment.hour}u{minutes}"
    return f"{moment.hour}{NBSP}h" + (NBSP + minutes if minutes else "")


def time_range(starts, ends):
    """« 9 h 30 – 12 h 30 »; the start alone when the end is unknown."""
    return f"{time_h(starts)}{NBSP}– {time_h(ends)}" if ends else time_h(starts)


@functools.lru_cache(maxsize=4096)
def french(text):
    """French spacing and apostrophes on plain text; addresses and times (9:30) are left alone."""
    addresses = [part for part, is_address in split_urls(text) if is_address]
    text = "".join(
        HELD if is_address else part.replace(HELD, "") for part, is_address in split_urls(text)
    )
    for pattern, replacement in FRENCH:
        text = pattern.sub(replacement, text)
    kept = iter(addresses)
    return re.sub(HELD, lambda found: next(kept), text)


def typeset(text, language=None):
    """``french`` when the text is French, unchanged otherwise."""
    return french(text) if (language or current_language()) == "fr" else text


def within_quotes(text):
    """A title as it is quoted: its own « » are the quotes of a quote, “ ”."""
    text = re.sub(rf"«{SPACES}*", "“", str(text))
    return re.sub(rf"{SPACES}*»", "”", text)


def split_urls(text):
    """Pairs (text, is it a web or e-mail address): closing punctuation is no part of it."""
    position = 0
    for found in URL.finditer(text):
        address = found[0].rstrip(".,;:!?’'”")
        if address.endswith(")") and "(" not in address:
            address = address.rstrip(").,;")
        if found.start() > position:
            yield text[position : found.start()], False
        yield address, True
        position = found.start() + len(address)
    if position < len(text):
        yield text[position:], False


def rich(text, *, links=True, language=None) -> SafeString:
    """Text typed by someone → escaped paragraphs, lists, bold and links, never more.

    Blank lines separate paragraphs; lists, bold and links are written as ``markup`` says. Web
    addresses become links unless ``links`` is false (paper), where « [mots](adresse) » is spelled
    out. ``<li>`` holds no ``<p>``: PDF/UA refuses it.
    """
    text = str(text or "").replace("\r\n", "\n").replace("\r", "\n")
    language = language or current_language()
    blocks = (_block(group, links, language) for group in markup.split(text))
    return mark_safe("\n".join(blocks))  # every piece went through escape()


def _block(group, links, language):
    if isinstance(group, markup.Lines):
        written = [_line(line, links, language) for line in group.lines]
        return "<p>" + "<br>".join(written) + "</p>"
    points = []
    for point in group.points:
        under = "".join(_block(inner, links, language) for inner in point.under)
        points.append(f"<li>{_line(' '.join(point.words), links, language)}{under}</li>")
    return f"<{group.kind}>{''.join(points)}</{group.kind}>"


def _line(line, links, language):
    line, named = markup.mark(line)
    found = iter(named)
    pieces = re.split(f"([{MARKS}])", typeset(line, language))
    return "".join(_piece(piece, found, links, language) for piece in pieces)


def _piece(piece, found, links, language):
    if piece == BOLD:
        return "<strong>"
    if piece == END:
        return "</strong>"
    if piece == LINK:
        words, address = next(found)
        words = words if words.startswith("http") else typeset(words, language)
        return _link(address, words) if links else escape(markup.spelled(words, address))
    return "".join(
        _link(part, part) if links and part.startswith("http") and is_url else escape(part)
        for part, is_url in split_urls(piece)
    )


def _link(address, words):
    return f'<a href="{escape(address)}" rel="nofollow noopener noreferrer">{escape(words)}</a>'
