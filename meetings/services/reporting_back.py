"""« Retour du groupe de travail »: what those that met since the last commission bring to it."""

import re

from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from concertation.typography import day_month

from ..models import AgendaItem, Meeting

#: What stands between « », which may itself hold a name between « ».
QUOTED = re.compile("«((?:[^«»]|«[^«»]*»)*)»")
#: What any report is called: never the name of one group.
CALLED = re.compile(r"\b(groupe de travail|werkgroep)\b")
TITLES = (
    ("fr", "Retour du groupe de travail « {} »"),
    ("nl", "Terugkoppeling van de werkgroep « {} »"),
)


def reports_due(meeting, since):
    """[(item, its last session, why)] of each group that met since the commission before; one
    query, two when there are some.

    ``item``: an unsaved agenda item. Only a commission is reported to, and the first one that
    follows; ``since``: the first moment looked at where there was none before. A point of that
    kind that names the group is its report already.
    """
    if meeting.kind != Meeting.Kind.COMMISSION:
        return []
    found = {}
    for session in _sessions(meeting, since):
        found.setdefault(session.working_group, []).append(session)
    if not found:
        return []
    known = meeting.agenda.filter(kind=AgendaItem.Kind.WORKING_GROUP)
    titles = {_plain(title) for item in known for title in (item.title_fr, item.title_nl)} - {""}
    items = {group: _item(meeting, group) for group in found}
    return [
        (item, found[group][-1], _why(found[group]))
        for group, item in items.items()
        if not titles & {_plain(item.title_fr), _plain(item.title_nl)}
        and not any(_names(group, title) for title in titles)
    ]


def _sessions(meeting, since):
    """What the groups of the zone held between the commission before and this one."""
    of_zone = Meeting.objects.filter(zone=meeting.zone_id, starts_at__lt=meeting.starts_at)
    before = of_zone.filter(kind=Meeting.Kind.COMMISSION).exclude(status=Meeting.Status.CANCELLED)
    last = Subquery(before.order_by("-starts_at").values("starts_at")[:1])
    rows = of_zone.held().filter(kind=Meeting.Kind.WORKING_GROUP, working_group__isnull=False)
    rows = rows.filter(starts_at__gt=Coalesce(last, since))
    return rows.select_related("zone", "working_group").order_by("starts_at", "pk")


def _names(group, title):
    """Does a title (as ``_plain``) name the group? What stands between « » is a whole name."""
    names = [_plain(name) for name in (group.name_fr, group.name_nl)]
    quoted = [words.strip() for words in QUOTED.findall(title)]
    said = CALLED.sub(" ", QUOTED.sub(" ", title))
    return any(
        name in quoted or _says(said, CALLED.sub(" ", name).strip()) for name in names if name
    )


def _says(words, name):
    """Does ``name`` stand among ``words``, as words of its own?"""
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _plain(text):
    return " ".join(text.casefold().split())


def _item(meeting, group):
    names = {"fr": group.name_fr, "nl": group.name_nl or group.name_fr}
    titles = {f"title_{language}": words.format(names[language]) for language, words in TITLES}
    if meeting.languages == "fr":
        titles["title_nl"] = ""
    return AgendaItem(kind=AgendaItem.Kind.WORKING_GROUP, **titles)


def _why(sessions):
    """« groupe réuni le 5 mars »."""
    words = ngettext(
        "groupe réuni le %(day)s",
        "groupe réuni %(n)s fois depuis la dernière commission",
        len(sessions),
    )
    return words % {"n": len(sessions), "day": day_month(sessions[-1].starts_at)}
