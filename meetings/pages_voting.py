"""What the panel of a vote shows: who has a voice, what was said, what came out."""

from datetime import timedelta

from django.utils import timezone

from . import vote_words
from .forms_voting import HandsForm, NoteForm, OpenForm
from .models import Block, Voice, Vote
from .pages_levels import excerpt_of
from .services import voting

#: A meeting that runs late is still the meeting.
LATE = timedelta(hours=2)


def panel(block, *, error="", forms=()):
    """Context of ``_vote_panel.html``; as many queries whatever the number of voices.

    ``error``: the sentence of a refusal; ``forms``: {name: form} refused, with what was typed.
    """
    meeting, vote = block.item.meeting, getattr(block, "vote", None)
    context = {"panel": True, "block": block, "meeting": meeting, "zone": meeting.zone}
    context |= {"error": error, "vote": vote}
    context |= _to_open(meeting) if vote is None else _taken(vote, block)
    return context | dict(forms)


def still_open(meeting):
    """[(passage, its first words)] whose vote nobody closed, in the order of the agenda."""
    blocks = Block.objects.filter(item__meeting=meeting, vote__closed_at=None, vote__isnull=False)
    blocks = blocks.select_related("item").order_by("item__position", "position", "pk")
    return [(block, excerpt_of(block)) for block in blocks]


def _to_open(meeting):
    by_institution = voting.counts_institutions(meeting)
    hour = hour_now(meeting)
    return {
        "by_institution": by_institution,
        "drawn": voting.electorate(meeting, by_institution, hour),
        "open_form": OpenForm(initial={"at": hour}),
    }


def hour_now(meeting):
    """The time of a vote taken at this minute of the meeting; ``None`` before and after it."""
    now = timezone.now()
    ends_at = meeting.adjourned_at or meeting.ends_at + LATE
    if not meeting.starts_at <= now <= ends_at:
        return None
    return timezone.localtime(now).time().replace(second=0, microsecond=0)


def _taken(vote, block):
    vote.block = block
    voices = list(vote.voices.all())
    said = [voice.choice for voice in voices]
    gained, lost = voting.drift(vote, block.item.meeting)
    return {
        "is_counted": block.decision_mode == block.DecisionMode.VOTE,
        "by_name": vote.method == Vote.Method.NAMES,
        "rows": [_row(voice) for voice in voices],
        "counts": [(label, said.count(choice)) for choice, label in Voice.Choice.choices],
        "waiting": said.count(""),
        "voices": len(voices),
        "result": vote_words.sentence(vote),
        "manner": vote_words.manner(vote),
        "names": vote_words.by_name(vote),
        "gained": gained,
        "lost": lost,
        "hands_form": HandsForm(
            initial={
                "in_favour": block.votes_for,
                "against": block.votes_against,
                "abstentions": block.abstentions,
            },
            auto_id=f"vote-{block.pk}-%s",
        ),
        "note_form": NoteForm(initial={"note": vote.minority_note}, auto_id=f"vote-{block.pk}-%s"),
    }


def _row(voice):
    """One line of the roll-call; ``taps``: (what the button sends, its word, is it the choice).

    What is sent says what the line showed: two secretaries never undo each other in silence. The
    choice itself, tapped again, is taken back.
    """
    return {
        "voice": voice,
        "carrier": voice.person_name if voice.label != voice.person_name else "",
        "office": voice.organisation_name if not voice.vote.by_institution else "",
        "taps": [
            {
                "value": f"{voice.pk}:{'' if choice == voice.choice else choice}:{voice.choice}",
                "choice": choice,
                "label": label,
                "is_on": choice == voice.choice,
            }
            for choice, label in Voice.Choice.choices
        ],
    }
