"""« Fait » by a personal link: signed with a salt of its own, one action and one person."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from concertation.mail import absolute
from zones.models import Person

from ..models import PV, ActionItem, Block
from .errors import BadLink, LinkExpired, Refused
from .owners import level_at, may_read, owners_of

SALT = "concertation.action"
#: How long the link answers after the date of the action; without a date, after the PV left.
AFTER_DUE, WITHOUT_DATE = timedelta(days=90), timedelta(days=365)


@dataclass(frozen=True)
class Holder:
    """Whoever holds a link: the action, the person, and whether they may read its words, which are
    those of ``block``."""

    action: ActionItem
    person: Person
    may_read: bool
    block: Block | None

    @property
    def language(self):
        return self.person.language


def make_token(action, person):
    """The signed part of the link: reveals nothing, and opens no other kind of page."""
    return signing.dumps([action.pk, person.pk], salt=SALT)


def done_link(action, person):
    """The absolute address of the page where ``person`` says that the action is done."""
    return absolute(reverse("meetings:action_link", args=[make_token(action, person)]))


def read_token(token):
    """The ``Holder`` of a personal link.

    Raises ``BadLink`` when it was altered or cut, or when the action left the PV; ``LinkExpired``
    once its time is over, or when the action was given to somebody else.
    """
    try:
        action, person = signing.loads(token, salt=SALT)
        rows = ActionItem.objects.select_related("block__item__meeting__zone")
        rows = rows.prefetch_related("owners__person", "owners__organisation")
        action, person = rows.get(pk=action), Person.objects.get(pk=person)
    except (
        signing.BadSignature,
        ValueError,
        TypeError,
        ActionItem.DoesNotExist,
        Person.DoesNotExist,
    ) as error:
        raise BadLink(
            _("Ce lien n’est pas complet : ouvrez-le depuis la lettre sans le changer.")
        ) from error
    meeting = action.block.item.meeting
    if timezone.localdate() > last_day(action) or not _is_owner(meeting, action, person):
        raise LinkExpired(_("Ce lien ne sert plus : écrivez à la coordination de la zone."))
    block = _told(action)
    may = block is not None and may_read(level_at(meeting, person), action)
    return Holder(action, person, may, block)


def _told(action):
    """The passage of an action as it left; None when it never did. While a PV is being corrected,
    its words are the coordination's alone: those that were sealed stand."""
    pv = PV.objects.filter(meeting=action.block.item.meeting_id).first()
    if pv is None or not pv.is_draft:
        return action.block
    sealed = pv.sealed.select_related("version").order_by("edition").last()
    items = sealed.version.content["items"] if sealed else []
    kept = {one.get("key"): one for item in items for one in item["blocks"]}
    words = kept.get(str(action.block.key))
    return words and Block(**{name: words[name] for name in ("kind", "text_fr", "text_nl")})


def last_day(action):
    """The last day (a date) the link of an action answers."""
    if action.due_on:
        return action.due_on + AFTER_DUE
    pv = PV.objects.only("sent_at").filter(meeting=action.block.item.meeting_id).first()
    since = pv.sent_at if pv and pv.sent_at else action.block.item.meeting.starts_at
    return timezone.localtime(since).date() + WITHOUT_DATE


def _is_owner(meeting, action, person):
    """Given to them, or to an institution they speak for today."""
    recipients, _unreached = owners_of(meeting, [action])
    named = any(owner.person_id == person.pk for owner in action.owners.all())
    return named or any(one.person.pk == person.pk for one in recipients)


@transaction.atomic
def say_done(holder, *, outcome):
    """Done today, says whoever holds the link, with a word of outcome; twice is once.

    What the coordination or another owner noted before stays as they noted it.
    """
    action = ActionItem.objects.select_for_update(of=("self",)).get(pk=holder.action.pk)
    if action.done_on is None:
        action.done_on, action.outcome = timezone.localdate(), " ".join(outcome.split())[:300]
        action.done_by, action.is_said_by_link = _name(holder), True
        action.save()
    return action


def _name(holder):
    return holder.person.full_name[:160]


def may_take_back(action, holder):
    """Was it the holder, by this link, who said that it is done?"""
    return action.is_said_by_link and action.done_by == _name(holder)


@transaction.atomic
def say_not_done(holder):
    """It is still to do after all, as long as the link lives; twice is once.

    Raises ``Refused`` when the coordination or another owner said that it is done: a letter that
    was passed on does not undo their word.
    """
    action = ActionItem.objects.select_for_update(of=("self",)).get(pk=holder.action.pk)
    if action.done_on is not None and not may_take_back(action, holder):
        raise Refused(_("Ce n’est pas vous qui l’avez noté : écrivez à la coordination."))
    action.done_on, action.done_by, action.is_said_by_link = None, "", False
    action.save()
    return action
