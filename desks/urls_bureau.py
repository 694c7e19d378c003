"""Addresses of the bureau's desks, and of a provider's awards."""

from django.urls import path

from desks import (
    views_audit,
    views_awards,
    views_bureau,
    views_ledger,
    views_period,
)

urlpatterns = [
    path("campaign/", views_bureau.campaign, name="campaign"),
    path("district/", views_bureau.district, name="district"),
    path("providers/", views_bureau.ranking, name="ranking"),
    path("providers/<int:pk>/", views_bureau.provider, name="provider"),
    path("periods/", views_period.periods, name="periods"),
    path("periods/open/", views_period.open_a_year, name="open_year"),
    path("periods/<int:year>/", views_period.period, name="period"),
    path("periods/<int:year>/end/", views_period.end_notices, name="end_notices"),
    path("evaluations/<int:pk>/", views_period.evaluation, name="evaluation"),
    path("awards/", views_awards.awards, name="awards"),
    path("awards/<int:pk>/", views_awards.award, name="award"),
    path("awards/<int:pk>/object/", views_awards.objection, name="objection"),
    path("ledger/", views_ledger.ledger, name="ledger"),
    path("audit/", views_audit.audit, name="audit"),
]
