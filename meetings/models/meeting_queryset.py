"""Which meetings: the rows of somebody, of a zone, of a year."""

from datetime import timedelta

from django.apps import apps
from django.db import models
from django.utils import timezone

from zones.permissions import coordinated_zones, is_regional, zones_of


def in_zones(zones, prefix=""):
    """The condition « one of ``zones`` (ids, or a query of them) convened it or holds it jointly ».

    ``prefix``: the path from the model that is filtered to its meeting, for instance ``meeting__``.
    A subquery, never a join: a meeting of three zones stays one row.
    """
    zones = zones if isinstance(zones, models.QuerySet) else list(zones)
    joint = (
        apps.get_model("meetings", "Meeting")
        .joint_zones.through.objects.filter(zone__in=zones)
        .values("meeting")
    )
    return models.Q(**{f"{prefix}zone__in": zones}) | models.Q(**{f"{prefix}pk__in": joint})


def of_its_zones(meeting, path="zone"):
    """The condition « its zone is one of those that hold ``meeting`` », in the same query.

    ``path``: from the model that is filtered to its zone, for instance ``membership__zone``.
    """
    joint = type(meeting).joint_zones.through.objects.filter(meeting=meeting.pk).values("zone")
    return models.Q(**{path: meeting.zone_id}) | models.Q(**{f"{path}__in": joint})


def held_jointly(path):
    """The condition « other zones hold it too ».

    ``path``: from the model that is filtered to its meeting, for instance ``item__meeting``.
    """
    shared = apps.get_model("meetings", "Meeting").joint_zones.through.objects
    return models.Exists(shared.filter(meeting=models.OuterRef(path)))


def that_took_place(prefix=""):
    """``quota.took_place`` as a condition, in the same query; ``prefix``: as for ``in_zones``."""
    from .attendance import Participation

    rows = Participation.objects.counted().filter(meeting=models.OuterRef(f"{prefix}pk"))
    held = apps.get_model("meetings", "Meeting").HELD
    is_told = (
        models.Q(**{f"{prefix}is_imported": False})
        | models.Q(**{f"{prefix}is_attendance_confirmed": False})
        | models.Exists(rows.present())
    )
    return models.Q(**{f"{prefix}status__in": held}) & is_told


def _died_a_draft(status):
    """The condition « called off before anybody was called, or was written its date »."""
    from .event import MeetingEvent

    called = MeetingEvent.objects.filter(meeting=models.OuterRef("pk"), kind=status.CONVENED)
    return models.Q(status=status.CANCELLED) & ~models.Exists(called) & ~_was_dated()


def _was_dated():
    """The condition « somebody was written its date »."""
    from .outbox import Letter

    letters = Letter.objects.filter(meeting=models.OuterRef("pk"), kind=Letter.Kind.DATE)
    return models.Exists(letters.exclude(status=Letter.Status.WITHDRAWN).order_by())


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Meetings of the user's zones; drafts, moved, called off or not, only for the zone's
        coordinators.

        The region sees that meetings take place in every zone (never the drafts); what was said
        there follows the PV's own visibility.
        """
        status = self.model.Status
        public = ~models.Q(status__in=(status.PLANNED, status.POSTPONED)) & ~_died_a_draft(status)
        mine = in_zones(coordinated_zones(user))
        if is_regional(user):
            return self.filter(mine | public)
        return self.filter(mine | (public & in_zones(zones_of(user))))

    def with_public_agenda(self):
        """``Meeting.is_agenda_public`` as a filter: what stands in a draft is the coordination's,
        also once it is postponed or called off."""
        from .event import MeetingEvent

        status = self.model.Status
        called = MeetingEvent.objects.filter(meeting=models.OuterRef("pk"), kind=status.CONVENED)
        drafts = models.Q(status__in=(status.PLANNED, status.POSTPONED))
        return self.exclude(drafts | models.Q(status=status.CANCELLED) & ~models.Exists(called))

    def of_zone(self, zone):
        """Meetings the zone convened, and those it holds together with the zone that did."""
        return self.filter(in_zones([getattr(zone, "pk", zone)]))

    def with_joint(self):
        """Adds ``is_joint``: do other zones hold it too? ``Meeting.other_zones`` then asks no more
        than it must."""
        return self.annotate(is_joint=held_jointly("pk"))

    def in_year(self, year):
        return self.filter(starts_at__year=year)

    def held(self):
        return self.filter(status__in=self.model.HELD)

    def counting(self):
        """Meetings that count for the quota of half-days."""
        return self.filter(counts_for_quota=True)

    def upcoming(self, now=None):
        """Meetings still to come or under way, soonest first, without the cancelled ones."""
        return (
            self.filter(ends_at__gte=now or timezone.now())
            .exclude(status=self.model.Status.CANCELLED)
            .order_by("starts_at")
        )

    def with_proofs(self):
        """Adds ``convened_at`` (when the letters last left), ``was_dated`` (those of its date
        did), ``was_attended`` and the PV."""
        from .attendance import Participation
        from .event import MeetingEvent

        own = models.OuterRef("pk")
        letters = MeetingEvent.objects.filter(meeting=own, kind=self.model.Status.CONVENED)
        return self.select_related("pv").annotate(
            convened_at=models.Subquery(letters.order_by("-at", "-pk").values("at")[:1]),
            was_dated=_was_dated(),
            was_attended=models.Exists(
                Participation.objects.counted().filter(meeting=own).present()
            ),
        )

    def with_counts(self):
        """Adds ``persons_present``, ``institutions_present`` and ``attendance_recorded``."""
        from .attendance import Participation

        rows = Participation.objects.counted().filter(meeting=models.OuterRef("pk"))
        return self.annotate(
            attendance_recorded=models.Exists(rows.recorded()),
            persons_present=_count(rows.present(), "person_key"),
            institutions_present=_count(
                rows.seated().filter(organisation__isnull=False), "organisation_id"
            ),
        )

    def with_verdict(self):
        """Adds ``open_remarks`` on its PV, and ``may_be_decided``: its zone met again since."""
        from .remark import Remark

        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        later = self.model.objects.filter(
            zone=models.OuterRef("zone"),
            starts_at__gt=models.OuterRef("starts_at"),
            starts_at__lt=midnight + timedelta(days=1),
            status__in=(self.model.Status.CONVENED, *self.model.HELD),
        )
        remarks = Remark.objects.open().filter(pv__meeting=models.OuterRef("pk"))
        counted = remarks.order_by().values("pv").annotate(n=models.Count("pk"))
        return self.annotate(
            may_be_decided=models.Exists(later),
            open_remarks=models.functions.Coalesce(
                models.Subquery(counted.values("n"), output_field=models.IntegerField()), 0
            ),
        )


def _count(rows, field):
    """A subquery that counts the distinct values of ``field`` in ``rows``."""
    counted = rows.order_by().values("meeting").annotate(n=models.Count(field, distinct=True))
    return models.functions.Coalesce(
        models.Subquery(counted.values("n"), output_field=models.IntegerField()), 0
    )
