"""The joined files of a meeting as its pages list them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from . import uploads
from .models import Attachment
from .permissions import coordinates
from .reserved import agenda_for, level_of_invited
from .sealed_reading import agenda_as_called, published
from .services import attaching


def pieces(rows, address):
    """Attachments, each with its ``url`` (``address(row)``), ``kind`` and ``weight`` in words."""
    found = []
    for row in rows:
        row.url = address(row)
        row.kind = uploads.kind_of(row.media_type)
        row.weight = weight(row.size)
        found.append(row)
    return found


def weight(size):
    """« 240 ko », « 1,4 Mo »: the bytes as people read them."""
    if size < 1_000_000:
        return _("%(n)d ko") % {"n": max(1, round(size / 1000))}
    return _("%(n)s Mo") % {"n": f"{size / 1_000_000:.1f}".replace(".", ",")}


def readable(meeting, user):
    """What ``user`` may read of the meeting's files (a queryset)."""
    rows = Attachment.objects.visible_to(user).filter(meeting=meeting)
    return rows if coordinates(user, meeting) else published(rows, meeting)


def visible_pieces(meeting, user):
    """``readable``, addressed to whoever signs in; one query, and those of ``published``."""
    return pieces(readable(meeting, user), lambda row: _signed_in(meeting, row))


def _signed_in(meeting, row):
    return reverse("meetings:attachment", args=[meeting.zone.code, meeting.pk, row.pk])


def invited_pieces(row, token):
    """What the holder of a personal link reads; nothing before the letter of the meeting left."""
    if not row.meeting.is_agenda_public:
        return []
    rows = readable_by_invited(row)
    return pieces(rows, lambda row: reverse("meetings:answer_piece", args=[token, row.pk]))


def readable_by_invited(row):
    """The files (a queryset) for the holder of the personal link of ``row``."""
    return published(row.meeting.attachments.for_invited(level_of_invited(row)), row.meeting)


def spread(found, agenda):
    """Give each item of ``agenda`` its ``pieces``; returns those of the meeting as a whole."""
    items = {item.pk: item for item in agenda}
    for item in agenda:
        item.pieces = []
    general = []
    for row in found:
        target = items.get(row.item_id)
        (target.pieces if target else general).append(row)
    return general


def page(meeting, user, *, is_own):
    """The page « Documents »: the files, those that go with the letter, who was not told yet."""
    found = visible_pieces(meeting, user)
    agenda = meeting.agenda.all() if is_own else agenda_as_called(meeting)
    items = {item.pk: item for item in agenda_for(user, meeting, agenda)}
    for row in found:
        row.point = items.get(row.item_id)
    context = {"meeting": meeting, "zone": meeting.zone, "pieces": found}
    if is_own:
        joined, _linked = attaching.for_letter(meeting)
        context |= {
            "joined": {row.pk for row in joined},
            "untold": {row.pk for row in attaching.untold(meeting)},
            "invited_count": len(attaching.told_of_documents(meeting)),
        }
    return context
