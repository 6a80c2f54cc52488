"""Reference data and seats, for the regional administration."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from . import models


class CommuneInline(admin.TabularInline):
    model = models.Commune
    fields = ["nis", "name_fr", "name_nl"]
    extra = 0


class NameInline(admin.TabularInline):
    model = models.OrganisationName
    extra = 0


class PositionInline(admin.TabularInline):
    model = models.Position
    autocomplete_fields = ["organisation"]
    extra = 0


class MandateInline(admin.TabularInline):
    model = models.Mandate
    autocomplete_fields = ["person"]
    extra = 0


@admin.register(models.Zone)
class ZoneAdmin(admin.ModelAdmin):
    list_display = ["name_fr", "name_nl", "code", "colour"]
    inlines = [CommuneInline]


@admin.register(models.Organisation)
class OrganisationAdmin(SimpleHistoryAdmin):
    list_display = ["name_fr", "acronym", "type", "commune"]
    list_filter = ["type", "convention"]
    search_fields = ["name_fr", "name_nl", "acronym", "other_names__name"]
    list_select_related = ["type", "commune"]
    inlines = [NameInline]


@admin.register(models.Person)
class PersonAdmin(SimpleHistoryAdmin):
    list_display = ["last_name", "first_name", "email", "language", "user"]
    search_fields = ["last_name", "first_name", "email"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]
    inlines = [PositionInline]


@admin.register(models.Membership)
class MembershipAdmin(SimpleHistoryAdmin):
    list_display = ["organisation", "zone", "status", "started_on", "ended_on"]
    list_filter = ["zone", "status"]
    search_fields = ["organisation__name_fr"]
    list_select_related = ["organisation", "zone"]
    autocomplete_fields = ["organisation"]
    inlines = [MandateInline]


@admin.register(models.Coordination)
class CoordinationAdmin(admin.ModelAdmin):
    list_display = ["organisation", "zone", "started_on", "ended_on"]
    list_filter = ["zone"]
    list_select_related = ["organisation", "zone"]
    autocomplete_fields = ["organisation"]


@admin.register(models.HouseRules)
class HouseRulesAdmin(SimpleHistoryAdmin):
    list_display = ["zone", "valid_from", "is_surveyed", "half_day_quota"]
    list_filter = ["zone"]
    list_select_related = ["zone"]


@admin.register(models.Addressee)
class AddresseeAdmin(admin.ModelAdmin):
    list_display = ["name_fr", "started_on", "ended_on", "succeeds"]
    list_select_related = ["succeeds"]


@admin.register(models.Theme)
class ThemeAdmin(admin.ModelAdmin):
    list_display = ["name_fr", "category", "year_listed"]
    list_filter = ["category", "year_listed"]
    search_fields = ["name_fr", "name_nl"]
    list_select_related = ["category"]


@admin.register(models.PartnerType, models.ThemeCategory)
class NamedAdmin(admin.ModelAdmin):
    list_display = ["name_fr", "name_nl", "code"]


@admin.register(models.LegalSource)
class LegalSourceAdmin(admin.ModelAdmin):
    list_display = ["title_fr", "dated"]
