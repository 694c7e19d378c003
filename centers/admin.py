"""The keeper's pages for centers: services with their hours, closures, advisers."""

from django.contrib import admin

from centers.models import (
    Adviser,
    Center,
    Closure,
    District,
    ExtraHours,
    OpeningRule,
    Service,
    Travel,
)


class AdviserInline(admin.TabularInline):
    """Advisers of a center."""

    model = Adviser
    extra = 1


class OpeningRuleInline(admin.TabularInline):
    """Weekly hours of a service."""

    model = OpeningRule
    extra = 1


class ExtraHoursInline(admin.TabularInline):
    """Days besides the weekly hours."""

    model = ExtraHours
    extra = 0


class ClosureInline(admin.TabularInline):
    """Days on which a center is closed."""

    model = Closure
    extra = 1


@admin.register(Center)
class CenterAdmin(admin.ModelAdmin):
    """A center with its people and closures."""

    list_display = ["name_zh", "district", "phone", "designated_on", "withdrawn_on"]
    inlines = (ClosureInline, AdviserInline)


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    """A center's service with everything that plans its slots."""

    list_display = ["center", "kind", "minutes", "served_by", "is_open"]
    list_filter = ["center", "kind"]
    inlines = (OpeningRuleInline, ExtraHoursInline)


@admin.register(Travel)
class TravelAdmin(admin.ModelAdmin):
    """Minutes on the road between districts."""

    list_display = ["start", "end", "minutes"]


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    """Which center serves a district."""

    list_display = ["name_zh", "code", "served_by"]
