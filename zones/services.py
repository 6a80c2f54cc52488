"""Gestures on seats: who joins, who leaves, who speaks, and under which rules.

Each one is a transaction that checks every constraint, also those a form cannot see; all raise
``ValidationError`` with a sentence for the reader.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .models import HouseRules, Mandate, Membership, Position


def _save(row):
    """Check everything and save; a race lost at the database becomes a sentence too."""
    row.full_clean(validate_constraints=False)
    row.validate_constraints()  # apart: the dates of a seat and its constraint say the same thing
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as lost:
        raise ValidationError(
            _("Quelqu’un vient d’enregistrer la même chose : rechargez la page.")
        ) from lost
    return row


@transaction.atomic
def add_member(zone, organisation, *, started_on, status=Membership.Status.MEMBER):
    """Seat ``organisation`` (saved, or new) in the zone's commission; returns the membership."""
    if organisation.pk is None:
        _save(organisation)
    seat = Membership(zone=zone, organisation=organisation, started_on=started_on, status=status)
    return _save(seat)


@transaction.atomic
def end_membership(membership, *, ended_on):
    """The institution leaves on ``ended_on``; its mandates still open end the same day."""
    if membership.ended_on:
        raise ValidationError(_("Cette institution a déjà quitté la zone."))
    membership.ended_on = ended_on
    for mandate in membership.mandates.filter(ended_on__isnull=True):
        # A mandate that was to begin later never begins.
        if mandate.started_on and mandate.started_on > ended_on:
            mandate.delete()
        else:
            mandate.ended_on = ended_on
            _save(mandate)
    return _save(membership)


@transaction.atomic
def add_mandate(membership, person, *, role, started_on, title=""):
    """``person`` (saved, or new) speaks for the institution from ``started_on``.

    A person not yet known at the institution gets a position there, with ``title`` as function.
    """
    if membership.ended_on:
        raise ValidationError(_("Cette institution a quitté la zone : elle n’a plus de siège."))
    if person.pk is None:
        _save(person)
    here = {"person": person, "organisation": membership.organisation, "ended_on": None}
    position = Position.objects.filter(**here).first()
    if position is None:
        position = Position(**here, started_on=started_on)
    if title:
        position.title = title
    _save(position)
    return _save(Mandate(membership=membership, person=person, role=role, started_on=started_on))


@transaction.atomic
def end_mandate(mandate, *, ended_on):
    """The person no longer speaks for the institution after ``ended_on``; the row stays."""
    if mandate.ended_on:
        raise ValidationError(_("Ce mandat est déjà terminé."))
    mandate.ended_on = ended_on
    return _save(mandate)


@transaction.atomic
def add_rules(zone, profile):
    """A new profile for ``zone`` from ``profile.valid_from``; past ones are never rewritten.

    Raises ``ValidationError`` when the date is not later than the last profile's: the rules of
    meetings already held would change under them.
    """
    last = HouseRules.objects.filter(zone=zone).order_by("valid_from").last()
    if last and profile.valid_from <= last.valid_from:
        raise ValidationError(
            {
                "valid_from": _(
                    "Les règles en place valent depuis le %(day)s : choisissez un jour plus tard."
                )
                % {"day": last.valid_from.strftime("%d/%m/%Y")}
            }
        )
    profile.zone = zone
    return _save(profile)
