"""The keeper's pages for centers: opening rules, closures, advisers."""

from django.contrib import admin

from centers.models import Adviser, Center, Closure, District, OpeningRule, Service


class AdviserInline(admin.TabularInline):
    """Advisers of a center."""

    model = Adviser
    extra = 1


class ServiceInline(admin.TabularInline):
    """Services of a center."""

    model = Service
    extra = 1


class OpeningRuleInline(admin.TabularInline):
    """Half-days on which a center takes visits."""

    model = OpeningRule
    extra = 1


class ClosureInline(admin.TabularInline):
    """Days on which a center is closed."""

    model = Closure
    extra = 1


@admin.register(Center)
class CenterAdmin(admin.ModelAdmin):
    """A center with everything that plans its half-days."""

    list_display = ["name_zh", "district", "phone", "designated_on", "withdrawn_on"]
    inlines = (OpeningRuleInline, ClosureInline, AdviserInline, ServiceInline)


@admin.register(District)
class DistrictAdmin(admin.ModelAdmin):
    """Which center serves a district."""

    list_display = ["name_zh", "code", "served_by"]
