"""A PV whose every part is for some circle, its readers, and every way of reading it.

``OUTPUTS`` is the registry of ``test_levels``: whoever gives a PV a new output adds a line.
"""

import functools
import io
import itertools
import zipfile
from dataclasses import dataclass

import pypdf
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from meetings import emails
from meetings.models import Block, Finding, Letter, Opinion
from meetings.models.levels import LEVELS, narrowest
from meetings.services import correcting, feeds, indexing, minutes, registers, remark_links, sealing
from meetings.services.answers import make_token
from reports import services as reports
from tests.factories import (
    make_attachment,
    make_item,
    make_meeting,
    make_participation,
    make_person,
    make_pv,
    make_theme,
    make_user,
)
from tests.reports.making import made_report, work

CHOICES = ["", *(level.value for level in LEVELS)]
KINDS = ("information", "decision", "action", "opinion", "finding", "statement")
SYLLABLES = ("ba", "di", "ko", "lu", "ma", "ni", "po", "ru", "sa", "ti", "vo", "zu")
TITLE, TEXT, AUTHOR, PIECE = "title", "text", "author", "piece"
EVERYTHING = {TITLE, TEXT, AUTHOR}


def words():
    """Words that no text of ours holds, and none of which holds another."""
    for one in itertools.product(SYLLABLES, repeat=4):
        yield "x" + "".join(one) + "x"


@dataclass(frozen=True)
class Mark:
    """A word that stands in one place of the PV only, and the circle that may read it there;
    ``called``: the circle that reads it on the agenda, which left with the letter."""

    word: str
    nature: str
    level: str
    kind: str = ""
    called: str = ""


@dataclass
class World:
    pv: object
    marks: list

    @property
    def meeting(self):
        return self.pv.meeting

    def url(self, name, *more):
        return reverse(f"meetings:{name}", args=[self.meeting.zone.code, self.meeting.pk, *more])


def build(zone, visibility, *, by, there=()):
    """A sent PV with an item per level, and under each a passage per level, wider ones included.

    ``there``: participations are made for the persons of these users, noted present.
    """
    meeting = make_meeting(zone, "held", day=-20, visibility="public", title_fr="Réunion d’essai")
    for user in there:
        make_participation(meeting, user.person, presence="present")
    make_participation(meeting, make_person("Aline Absente"), presence="absent")
    meeting.themes.add(make_theme("Essai"))
    pv = make_pv(meeting, blocks=0)
    meeting.agenda.all().delete()
    fresh, marks = words(), []
    for above in CHOICES:
        level = narrowest(visibility, above)
        word = next(fresh)
        item = make_item(meeting, f"Point {word}", visibility=above)
        called = above or "public"
        marks.append(Mark(word, TITLE, level, called=called))
        piece = next(fresh)
        make_attachment(meeting, f"Note {piece}", item=item, name=f"{piece}.txt")
        marks.append(Mark(piece, PIECE, level, called=called))
        for kind, own in zip(KINDS, CHOICES, strict=True):
            marks += write(item, kind, own, narrowest(visibility, above, own), fresh, by)
    meeting.visibility = visibility
    meeting.save()
    sealing.send_pv(pv, by=by)
    pv.refresh_from_db()
    indexing.index(pv.pk)
    for block in Block.objects.filter(item__meeting=meeting, kind="finding"):
        text = {"subject": f"Relevé {block.pk}", "observation": block.text_fr}
        Finding.objects.create(zone=zone, block=block, noted_on=meeting.held_on, **text)
    return World(pv, marks)


def deposit(world, *, by):
    """The report of the year leaves: frozen, it is read by the members of the zone and the
    region."""
    report = reports.open_report(world.meeting.zone, world.meeting.year)
    reports.validate_report(report, by=by)
    type(report).objects.filter(pk=report.pk).update(sent_on=timezone.localdate())


def correct(world, *, by):
    """The PV is sealed, then corrected: a word in each of its passages, and one more of each thing;
    the marks of the draft."""
    following = make_meeting(world.meeting.zone, "held", day=-2, visibility="coordination")
    sealing.decide_pv(world.pv, verdict="approved", text="", decided_in=following, by=by)
    pv = correcting.correct(world.pv, reason="Une date", by=by)
    known = {mark.word for mark in world.marks}
    fresh = (word for word in words() if word not in known)
    marks = []
    for block in Block.objects.filter(item__meeting=world.meeting):
        word = next(fresh)
        type(block).objects.filter(pk=block.pk).update(text_fr=f"{block.text_fr} Puis {word}.")
        marks.append(Mark(word, TEXT, "coordination", block.kind))
    about = world.meeting.themes.get()
    item = make_item(world.meeting, f"Point {(word := next(fresh))}", theme=about)
    marks.append(Mark(word, TITLE, "coordination"))
    make_attachment(world.meeting, "Note de plus", item=item, name="de-plus.txt")
    for kind in KINDS:
        marks += write(item, kind, "", "coordination", fresh, by)
    pv.chair = next(fresh)
    pv.save()
    indexing.index(pv.pk)
    return [*marks, Mark(pv.chair, AUTHOR, "coordination")]


def write(item, kind, own, level, fresh, by):
    """One passage with its words; the marks of it."""
    text, author = next(fresh), next(fresh)
    # Straight to the table: a passage wider than its item is refused, and the narrowest decides.
    block = minutes.add_block(item, kind=kind, by=by, text_fr=f"Il est dit {text}.")
    type(block).objects.filter(pk=block.pk).update(visibility=own)
    found = [Mark(text, TEXT, level, kind)]
    if kind == "action":
        registers.set_action(block, owners=[author], due_on=None, due_text="avant fin avril")
        found.append(Mark(author, AUTHOR, level, kind))
    elif kind == "statement":
        type(block).objects.filter(pk=block.pk).update(said_by=author)
        found.append(Mark(author, AUTHOR, level, kind))
    return found


@dataclass(frozen=True)
class Reader:
    """Somebody, and the level at which they read; ``row``: what they hold a personal link by."""

    name: str
    level: str
    user: object = None
    row: object = None

    @property
    def client(self):
        client = Client()
        if self.user:
            client.force_login(self.user)
        return client

    def may_read(self, mark, output):
        """In a PV the narrowest decides; on the agenda, what its item says."""
        level = mark.called if output.is_agenda and mark.called else mark.level
        return LEVELS.index(level) >= LEVELS.index(self.level)


def cast(world, **users):
    """Everybody of the cast, those noted present, and the holders of a link."""
    rows = {row.person_id: row for row in world.meeting.participations.all()}
    absent = world.meeting.participations.get(presence="absent")
    there = users["there"]
    nobody = make_user(full_name="Nadia Nulle-part")
    return [
        Reader("coordinator", "coordination", users["coordinator"]),
        Reader("present partner", "present", there),
        Reader("present guest", "present", users["guest"]),
        Reader("partner", "zone", users["partner"]),
        Reader("outsider", "region", users["outsider"]),
        Reader("region", "region", users["region"]),
        Reader("account of nowhere", "public", nobody),
        Reader("anonymous", "public"),
        Reader("link of somebody present", "present", row=rows[there.person.pk]),
        Reader("link of somebody absent", "zone", row=absent),
    ]


# --- What comes out ------------------------------------------------------------------------------


def got(response):
    """The text of an answer: of a page, a PDF, an archive, a plain file; "" when it is refused."""
    if response.status_code != 200:
        return ""
    return text_of(getattr(response, "content", b"") or b"".join(response.streaming_content))


@functools.cache
def text_of(content):
    """The words of a file, and for a PDF its bytes: readers of one circle get the same file."""
    if content.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return " ".join(page.extract_text() for page in pages) + content.decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return " ".join(text_of(archive.read(name)) for name in archive.namelist())
    return content.decode(errors="ignore")


def page(name, *more):
    """An address of the meeting, opened by whoever has an account, or none."""

    def read(world, reader):
        if reader.row:
            return None
        try:
            url = world.url(name, *more)
        except NoReverseMatch:
            return None
        return got(reader.client.get(url))

    return read


def zone_page(name, *more):
    def read(world, reader):
        code = world.meeting.zone.code
        return None if reader.row else got(reader.client.get(reverse(name, args=[code, *more])))

    return read


def everywhere(name):
    def read(world, reader):
        return None if reader.row else got(reader.client.get(reverse(name)))

    return read


def theme(world, reader):
    code = world.meeting.themes.get().code
    return None if reader.row else got(reader.client.get(reverse("meetings:theme", args=[code])))


def linked(name, make=make_token):
    """An address behind a personal link."""

    def read(world, reader):
        return got(Client().get(reverse(name, args=[make(reader.row)]))) if reader.row else None

    return read


def searched(world, reader):
    """What the archive answers to each word: whether the meeting is found, and the excerpt."""
    if reader.row:
        return None
    client, found = reader.client, []
    authors = [mark for mark in world.marks if mark.nature == AUTHOR]
    titles = [mark for mark in world.marks if mark.nature == TITLE]
    asked = [("q", mark) for mark in (*world.marks[::7], titles[-1])]
    for name, mark in asked + [("institution", mark) for mark in authors[::4]]:
        answer = client.get(reverse("meetings:archive"), {name: mark.word})
        content = got(answer).replace(f'value="{mark.word}"', "")
        is_found = world.url("pv") in content or f"<mark>{mark.word}</mark>" in content
        found.append(mark.word if is_found else "")
    return " ".join(found)


def year_report(world, reader):
    if reader.row or not reader.user:
        return None
    client = reader.client
    args = [world.meeting.zone.code, world.meeting.year]
    pages = [reverse("reports:report", args=args) + "?tout=1"]
    pages += [reverse("reports:figure_rows", args=[*args, one]) for one in ("avis", "actions")]
    paper = made_report(client, *args)
    return " ".join([*(got(client.get(url)) for url in pages), text_of(paper) if paper else ""])


def register(name, model):
    """The page of each row of a register of the zone."""

    def read(world, reader):
        if reader.row:
            return None
        code, client = world.meeting.zone.code, reader.client
        rows = model.objects.filter(zone=world.meeting.zone).values_list("pk", flat=True)
        return " ".join(got(client.get(reverse(name, args=[code, pk]))) for pk in rows)

    return read


def of_year(*names):
    """What leaves of a report: its paper, for a word processor, its tables."""

    def read(world, reader):
        if reader.row or not reader.user:
            return None
        args, client = [world.meeting.zone.code, world.meeting.year], reader.client
        return " ".join(got(client.get(reverse(f"reports:{one}", args=args))) for one in names)

    return read


def proofs(world, reader):
    """The file of proofs, made by the coordination for somebody outside: read as the region."""
    if reader.name != "region":
        return None
    code, year = world.meeting.zone.code, world.meeting.year
    maker = Client()
    maker.force_login(world.pv.versions.first().by)
    asked = maker.post(reverse("reports:proof", args=[code, year]))
    work()
    return got(maker.get(asked["Location"] + "fichier/"))


def synthesis(world, reader):
    if reader.row or not reader.user:
        return None
    args, client = [world.meeting.year], reader.client
    names = ("synthesis", "synthesis_json")
    return " ".join(got(client.get(reverse(f"reports:{one}", args=args))) for one in names)


def calendar_feed(world, reader):
    if reader.user is None:
        return None
    feed, _new = reader.user.calendar_feeds.get_or_create(scope="zone", zone=world.meeting.zone)
    return got(Client().get(reverse("meetings:feed", args=[feeds.make_token(feed)])))


def mailed(world, reader):
    """Every letter that left for the reader of a link, with what it carries."""
    if not reader.row:
        return None
    texts = []
    for letter in Letter.objects.filter(to_email=reader.row.email):
        message = emails.build(letter)
        texts += [message.subject, message.body]
        texts += [str(content) for content, _type in message.alternatives]
        texts += [text_of(one) for one in map(_bytes_of, message.attachments)]
    return " ".join(texts)


def _bytes_of(attachment):
    content = attachment[1] if isinstance(attachment, tuple) else attachment.get_payload()
    return content if isinstance(content, bytes) else str(content).encode()


@dataclass(frozen=True)
class Output:
    """A way of reading, which never shows what is hidden.

    ``whole``: the natures of words that it shows to whoever may read them and may open it;
    ``is_agenda``: it shows the agenda as it was called, not the PV.
    """

    name: str
    read: object
    whole: frozenset = frozenset()
    is_agenda: bool = False


OUTPUTS = [
    Output("page", page("pv"), frozenset(EVERYTHING)),
    Output("paper", page("pv_paper"), frozenset(EVERYTHING)),
    Output("kept version", page("pv_version", 1), frozenset(EVERYTHING)),
    Output("sealed edition", page("pv_edition", 1), frozenset(EVERYTHING)),
    Output("sealed paper", page("pv_edition_paper", 1)),
    Output("docx", page("pv_docx"), frozenset(EVERYTHING)),
    Output("plain text", page("pv_text"), frozenset({TITLE, TEXT})),
    Output("folder", page("pv_folder")),
    Output("note", page("pv_note")),
    Output("note paper", page("pv_note_paper")),
    Output("register", zone_page("meetings:register")),
    Output("page behind the link", linked("meetings:pv_link", remark_links.make_token)),
    Output("paper behind the link", linked("meetings:pv_link_paper", remark_links.make_token)),
    Output("editor", page("pv_levels")),
    Output("session", page("session")),
    Output("remarks", page("pv_remarks")),
    Output("review", page("pv_review")),
    Output("meeting", page("detail"), frozenset({TITLE, PIECE}), is_agenda=True),
    Output("documents", page("documents"), frozenset({PIECE}), is_agenda=True),
    Output("convocation", page("letter_paper"), is_agenda=True),
    Output("calendar entry", page("calendar"), is_agenda=True),
    Output("calendar feed", calendar_feed),
    Output("letters", mailed, is_agenda=True),
    Output("zone", zone_page("meetings:zone")),
    Output("meetings of the zone", zone_page("meetings:list")),
    Output("actions", zone_page("meetings:actions")),
    Output("opinions", zone_page("meetings:opinions")),
    Output("archive", everywhere("meetings:archive")),
    Output("published", everywhere("meetings:published")),
    Output("search", searched),
    Output("theme", theme),
    Output("opinion", register("meetings:opinion", Opinion)),
    Output("findings", zone_page("meetings:findings")),
    Output("finding", register("meetings:finding", Finding)),
    Output("report", year_report),
    Output("paper of the report", of_year("paper", "docx")),
    Output("tables of the report", of_year("workbook", "tables_csv", "figures_json")),
    Output("proofs", proofs),
    Output("synthesis", synthesis),
]
OF_A_YEAR = ("report", "paper of the report", "tables of the report", "proofs", "synthesis")
