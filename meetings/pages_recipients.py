"""What the preparation of a letter shows: who is proposed, who reads it, how it will look."""

import re
from dataclasses import dataclass
from email.header import decode_header, make_header

from . import contacts, documents, emails
from .models import Letter, Participation
from .pages_letters import without_personal_link
from .services import convening, guest_list, members
from .services.recipients import Reader, group_by_reader

#: The address of an answer page inside an attribute of the HTML part.
LINK_IN_HTML = re.compile(r"https?://[^\"'\s<>]*?/reponse/[^\"'\s<>]+")
LANGUAGES = ("fr", "nl")
LANGUAGE_CHIPS = (("fr", "Français"), ("nl", "Nederlands"))


@dataclass
class Proposed:
    """Somebody on the list of recipients; ``key`` names them in the form, saved or not.

    ``reader``: with whom they read the letter; ``can_remove``: no seat proposes them again.
    """

    key: str
    row: Participation
    reader: Reader
    is_checked: bool
    shows_email: bool = False
    can_remove: bool = False

    @property
    def is_lead(self):
        return self.reader.lead is self.row

    @property
    def reader_key(self):
        return key_of(self.reader.lead)


def key_of(row):
    return f"p{row.pk}" if row.pk else f"m{row.person_id}-{row.organisation_id}"


def proposed(meeting, user):
    """``(people, drift)``: everybody the letter could go to, and what changed among the members.

    Reading never writes: until the list is saved, it is the members of the zone as their mandates
    say; afterwards it is what was saved, and a change of the members is only proposed.
    """
    saved = list(meeting.participations.select_related("person"))
    expected = convening.expected_members(meeting)
    rows = saved or expected
    drift = members.drift(saved, expected) if saved else None
    seats = {members.seat(row) for row in expected}
    shown = contacts.open_institutions(user, {row.organisation_id for row in rows})
    people = []
    for reader in group_by_reader(rows):
        for row in reader.rows:
            row.seats = reader.seats
            shows = not row.person_id or row.organisation_id in shown
            can_remove = bool(row.pk) and members.seat(row) not in seats
            people.append(Proposed(key_of(row), row, reader, row.is_invited, shows, can_remove))
    people.sort(key=lambda one: (one.row.organisation_name, one.row.person_name))
    return people, drift


def keep_list(meeting, data):
    """Save what the form of the list says (``data``: the posted ``QueryDict``); True once done."""
    guest_list.save_list(
        meeting,
        invited={pk for key in data.getlist("invited") if (pk := _pk(key))},
        seats={pair for key in data.getlist("invited") if (pair := _seat(key))},
        aligned={pk for key in data.getlist("align") if (pk := _pk(key))},
        dropped={pk for key in data.getlist("drop") if (pk := _pk(key))},
    )
    return True


def _pk(key):
    return _number(key[1:]) if key[:1] == "p" else None


def _seat(key):
    person, _dash, organisation = key[1:].partition("-") if key[:1] == "m" else ("", "", "")
    pair = (_number(person), _number(organisation))
    return pair if all(pair) else None


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 10 else None


def before_sending(meeting, user, asked):
    """The page of preparation. ``asked``: its query (``pour``, whose letter; ``langue``)."""
    people, drift = proposed(meeting, user)
    reachable = [one for one in people if one.reader.lead.email]
    unreachable = [one for one in people if not one.reader.lead.email]
    leads = [one for one in reachable if one.is_lead and _is_called(one.reader)]
    listed = [one.row for one in people] + (drift.new if drift else [])
    return {
        "reachable": reachable,
        "unreachable": unreachable,
        "to_print": [one for one in unreachable if one.is_checked and one.row.pk],
        "drift": drift,
        "fresh_keys": [(key_of(row), row) for row in drift.new] if drift else [],
        "is_saved": drift is not None,
        "empty_seats": convening.members_without_anybody(meeting),
        "left_aside": members.left_aside(meeting, listed),
        "chosen_count": len(leads),
        "send_by": convening.send_by(meeting),
        "notice_days": meeting.rules().notice_days,
        "shortfall": convening.notice_shortfall(meeting),
        "readers": leads,
        "preview": preview(meeting, leads, asked),
        "languages": LANGUAGE_CHIPS,
    }


def _is_called(reader):
    return any(row.is_invited for row in reader.rows)


def preview(meeting, leads, asked):
    """The e-mail as it would leave for the reader ``asked`` for; None when nobody is called.

    The very bytes of the text and of the HTML part, but for the personal link: whoever prepares
    the letter must not answer in somebody's name.
    """
    if not leads:
        return None
    chosen = next((one for one in leads if one.key == asked.get("pour")), leads[0])
    spoken = asked.get("langue")
    language = spoken if spoken in LANGUAGES else chosen.row.language
    message = emails.build(_letter(meeting, chosen.row, language))
    return {
        "key": chosen.key,
        "to": chosen.row.person_name,
        "language": language,
        "paper_language": documents.letter_language(meeting, language),
        "subject": message.subject,
        "sender": str(make_header(decode_header(message.from_email))),
        "reply_to": ", ".join(message.reply_to),
        "body": without_personal_link(message.body),
        "html": LINK_IN_HTML.sub("#", _html_part(message)),
        "files": [documents.letter_name(meeting, language), *(a[0] for a in message.attachments)],
    }


def _letter(meeting, row, language):
    """A letter that is never saved: what would be queued, in the language asked for."""
    return Letter(
        meeting=meeting,
        participation=row,
        kind=Letter.Kind.CONVOCATION,
        to_email=row.email,
        language=language,
        message_id="<apercu@concertation>",
    )


def _html_part(message):
    parts = (part[0] for part in message.alternatives if part[1] == "text/html")
    return next(parts, "")


def on_paper(meeting):
    """The rows of the list whose reader has no address: their letter is printed."""
    rows = meeting.participations.filter(is_invited=True).select_related("organisation__commune")
    return [reader.lead for reader in group_by_reader(list(rows)) if not reader.lead.email]


def keep_note(meeting, keys, note):
    """Save the list if it is not yet, and ``note`` for the people named by ``keys``."""
    guest_list.keep_members(meeting)
    guest_list.set_note(meeting, [row.pk for row in named(meeting, keys)], note)
    return True


def named(meeting, keys):
    """The saved rows named by ``keys`` of the form (« p12 », « m3-4 »)."""
    pks = {pk for key in keys if (pk := _pk(key))}
    seats = {pair for key in keys if (pair := _seat(key))}
    rows = meeting.participations.all()
    return [row for row in rows if row.pk in pks or members.seat(row) in seats]
