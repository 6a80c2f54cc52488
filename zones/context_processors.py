"""What every page needs to know: where the reader may go."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from .permissions import coordinated_zones, is_regional, my_zones


def navigation(request):
    """``navigation`` (label, url, current), ``current_zone`` and ``demo`` for the templates.

    Lazy: a page that shows no masthead costs no query, and an anonymous reader never does.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "current_zone": None, "demo": settings.DEMO}
    place = SimpleLazyObject(lambda: _Place(request))
    return {
        "navigation": SimpleLazyObject(lambda: place.items),
        "current_zone": SimpleLazyObject(lambda: place.zone),
        "demo": settings.DEMO,
    }


class _Place:
    """The zones of the reader, the one they are in, and the entries that follow; no query."""

    def __init__(self, request):
        self.user = request.user
        self.path = request.path
        self.mine = my_zones(self.user)
        here = [zone for zone in self.mine if self.path.startswith(zone.get_absolute_url())]
        self.zone = (here or self.mine or [None])[0]
        self.items = self._mark([*self._zone_items(), *self._region_items()])

    def _zone_items(self):
        if self.zone is None:
            return []
        code = self.zone.code
        items = [(_zone_label(zone), zone.get_absolute_url()) for zone in self.mine]
        items += [
            (_("Réunions"), reverse("meetings:list", args=[code])),
            (_("Calendrier"), reverse("meetings:month")),
            (_("PV et décisions"), reverse("meetings:archive")),
            (_("Partenaires"), reverse("zones:members", args=[code])),
        ]
        year = timezone.localdate().year
        report = reverse("reports:report", args=[code, year])
        # Of any year, and the list of them all.
        places = (report.removesuffix(f"{year}/"), reverse("reports:list"))
        if self.zone.pk in coordinated_zones(self.user):
            items.append((_("Rapport annuel"), report, *places))
        else:
            items.append((_("Rapports"), reverse("reports:list"), *places))
        return items

    def _region_items(self):
        if not is_regional(self.user):
            return []
        items = [(_("Région"), reverse("reports:region"))]
        if self.zone is not None:
            return items
        return items + [
            (_("Réunions"), reverse("meetings:everywhere")),
            (_("Calendrier"), reverse("meetings:month")),
            (_("PV et décisions"), reverse("meetings:archive")),
            (_("Partenaires"), reverse("zones:organisations")),
            (_("Rapports"), reverse("reports:list")),
        ]

    def _mark(self, items):
        """The longest address that begins the current one is where the reader stands.

        ``items``: (label, address, *other addresses that stand for it).
        """
        fits = [(place, url) for _label, url, *more in items for place in (url, *more)]
        fits = [(place, url) for place, url in fits if self.path.startswith(place)]
        _place, current = max(fits, key=lambda fit: len(fit[0]), default=("", None))
        return [{"label": item[0], "url": item[1], "current": item[1] == current} for item in items]


def _zone_label(zone):
    return _("Zone %(name)s") % {"name": zone.name}
