"""Gestures of the Region on its synthesis: open it, write its chapters, publish it, take it up."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Paper
from meetings.services.errors import Conflict, Refused, WrongStatus

from .. import canvas, documents_synthesis
from ..models import Synthesis, SynthesisText
from ..synthesis import with_tables

#: Times it is set again because somebody wrote meanwhile.
TRIES = 3


def open_synthesis(year):
    """The last edition about ``year``, created empty when nobody opened it yet."""
    found = Synthesis.objects.filter(year=year).order_by("edition").last()
    if found is None:
        found, _created = Synthesis.objects.get_or_create(year=year, edition=1)
    return found


@transaction.atomic
def save_text(synthesis, chapter, *, text_fr, text_nl, revision, by):
    """Keep the written part of a chapter if nobody saved it since ``revision`` (0: still empty).

    Raises ``Conflict`` (with the text as it stands) when somebody did, ``WrongStatus`` once the
    synthesis is published, ``Refused`` for a chapter that takes no text.
    """
    synthesis = _locked_draft(synthesis)
    wanted = canvas.chapter(synthesis.year, chapter, canvas.REGION)
    if wanted is None or not wanted.is_written:
        raise Refused(_("Ce chapitre ne se rédige pas."))
    text = synthesis.texts.filter(chapter=chapter).first()
    text = text or SynthesisText(synthesis=synthesis, chapter=chapter, revision=0)
    if text.revision != revision:
        raise Conflict(_("Quelqu’un d’autre a modifié ce chapitre entre-temps."), text)
    text.text_fr, text.text_nl = text_fr.strip(), text_nl.strip()
    text.revision, text.updated_by = revision + 1, by
    try:
        with transaction.atomic():
            text.save()
    except IntegrityError:
        sentence = _("Quelqu’un d’autre a modifié ce chapitre entre-temps.")
        raise Conflict(sentence, synthesis.texts.get(chapter=chapter)) from None
    return text


def _locked_draft(synthesis):
    """The synthesis, held while it changes. Raises ``WrongStatus`` once it is published."""
    synthesis = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
    if synthesis.published_at:
        raise WrongStatus(
            _("Cette synthèse est publiée : ses textes et ses chiffres ne changent plus.")
        )
    return synthesis


# --- Publication --------------------------------------------------------------------------------


def freeze(making, on_step):
    """The maker of ``publication``: freeze the edition that was asked for; returns its bytes.

    Asked twice, by two people, or taken up again after a worker died, it freezes once: the second
    gets the same bytes, and an edition taken up since stays a draft. Raises ``Refused`` with the
    sentence that the page of the making shows.
    """
    open_synthesis(making.year)
    synthesis = Synthesis.objects.filter(year=making.year, edition=making.edition).first()
    if synthesis is None:
        raise Refused(_("L’édition à figer n’existe plus : rien n’est figé."))
    for _attempt in range(TRIES):
        synthesis.refresh_from_db()
        if synthesis.published_at:
            return synthesis.paper.pdf()
        published = publish(
            synthesis, language=making.language, by=making.asked_by, on_step=on_step
        )
        if published:
            return published.paper.pdf()
    raise Refused(_("La synthèse change pendant qu’elle se fige : attendez que chacun ait fini."))


def publish(synthesis, *, language, by, on_step=None, at=None):
    """Freeze figures, texts, canvas and PDF; returns the ``Synthesis``, or None when somebody wrote
    meanwhile: the paper, which takes long, is set before anything is locked.

    Raises ``Refused`` before the year has begun, or as long as no report has left.
    """
    at, revisions = at or timezone.now(), _revisions(synthesis)
    snapshot = documents_synthesis.snapshot_of(synthesis)
    if sentence := refusal(snapshot):
        raise Refused(sentence)
    _leave_progress_out(snapshot)
    synthesis.language = language
    content = documents_synthesis.render(
        snapshot, language=language, published_at=at, edition=synthesis.edition, on_step=on_step
    )
    with transaction.atomic():
        held = Synthesis.objects.select_for_update(of=("self",)).get(pk=synthesis.pk)
        if held.published_at or _revisions(held) != revisions:
            return None
        held.language, held.figures = language, with_tables(snapshot)
        held.published_at, held.published_by = at, by
        held.paper = Paper.objects.create(
            kind=Paper.Kind.REPORT,
            language=language,
            file_name=documents_synthesis.file_name(held.year, held.edition),
            content=content,
        )
        held.save()
    return held


def _leave_progress_out(snapshot):
    """How far a draft is, the Region alone reads: what is published says what left and no more."""
    for row in snapshot["zones"]:
        left = bool(row["report"]["sent_on"])
        row["report"] |= {"status": "validated" if left else "", "share": 100 if left else 0}


def _revisions(synthesis):
    return sorted(synthesis.texts.values_list("chapter", "revision"))


def refusal(snapshot):
    """Why the synthesis cannot be published today, as a sentence; "" when it can."""
    if snapshot["year"] > timezone.localdate().year:
        return _("L’année de la synthèse n’a pas commencé.")
    if not any(row["report"]["sent_on"] for row in snapshot["zones"]):
        return _("Aucune zone n’a encore transmis son rapport : la synthèse attend le premier.")
    return ""


@transaction.atomic
def take_up(synthesis, *, by):
    """A new edition of a published synthesis, with its texts; the published one stays as it is.

    Two clicks make one. Raises ``WrongStatus`` when the last edition is not published yet.
    """
    editions = Synthesis.objects.select_for_update(of=("self",)).filter(year=synthesis.year)
    last = editions.order_by("edition").last()
    if last is None or not last.published_at:
        raise WrongStatus(_("Une édition est déjà en préparation."))
    made = Synthesis.objects.create(
        year=last.year, edition=last.edition + 1, language=last.language
    )
    for text in last.texts.all():
        SynthesisText.objects.create(
            synthesis=made,
            chapter=text.chapter,
            text_fr=text.text_fr,
            text_nl=text.text_nl,
            updated_by=by,
        )
    return made
