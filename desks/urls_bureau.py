"""Addresses of the bureau's desks, and of a provider's awards."""

from django.urls import path

from desks import (
    views_audit,
    views_awards,
    views_bureau,
    views_calendar,
    views_checks,
    views_director,
    views_jobs,
    views_ledger,
    views_merge,
    views_outbox,
    views_period,
    views_suspend,
)

urlpatterns = [
    path("director/", views_director.director, name="director"),
    path("director/remarks/<key:remark_id>/", views_director.remark, name="remark"),
    path("jobs/", views_jobs.job_list, name="jobs"),
    path("jobs/<key:task_id>/retry/", views_jobs.retry, name="retry_job"),
    path("outbox/", views_outbox.outbox, name="outbox"),
    path(
        "outbox/<key:delivery_id>/again/",
        views_outbox.resend_message,
        name="resend_message",
    ),
    path("calendar/", views_calendar.calendar, name="calendar"),
    path("campaign/", views_bureau.campaign, name="campaign"),
    path("district/", views_bureau.district, name="district"),
    path("providers/", views_bureau.ranking, name="ranking"),
    path("providers/<key:pk>/", views_bureau.provider, name="provider"),
    path(
        "providers/<key:pk>/suspension/",
        views_suspend.suspension,
        name="suspend_provider",
    ),
    path(
        "providers/<key:pk>/suspension/jobs/",
        views_suspend.take_back,
        name="take_suspended_back",
    ),
    path(
        "providers/<key:pk>/suspension/end/",
        views_suspend.lift,
        name="lift_suspension",
    ),
    path("firms/doubles/", views_merge.doubles, name="doubles"),
    path("firms/<key:keep>/merge/<key:drop>/", views_merge.merge, name="merge_firms"),
    path("firms/merges/<key:pk>/undo/", views_merge.part, name="part_firms"),
    path("periods/", views_period.periods, name="periods"),
    path("periods/open/", views_period.open_a_year, name="open_year"),
    path("periods/<key:year>/", views_period.period, name="period"),
    path("periods/<key:year>/end/", views_period.end_notices, name="end_notices"),
    path("evaluations/<key:pk>/", views_period.evaluation, name="evaluation"),
    path("awards/", views_awards.awards, name="awards"),
    path("awards/<key:pk>/", views_awards.award, name="award"),
    path("awards/<key:pk>/object/", views_awards.objection, name="objection"),
    path("spot-checks/", views_checks.spot_checks, name="spot_checks"),
    path("spot-checks/<key:pk>/", views_checks.spot_draw, name="spot_draw"),
    path("ledger/", views_ledger.ledger, name="ledger"),
    path("audit/", views_audit.audit, name="audit"),
]
