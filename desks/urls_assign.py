"""Addresses of the assignment: waiting cases, reasons, ties, fairness."""

from django.urls import path

from desks import views_assign, views_fairness, views_ties

urlpatterns = [
    path("assign/", views_assign.assign, name="assign"),
    path("assign/all/", views_assign.optimise_all, name="optimise"),
    path("assign/confirm/", views_assign.confirm_many, name="confirm_many"),
    path("assign/fairness/", views_fairness.fairness_page, name="fairness"),
    path("cases/<slug:number>/why/", views_assign.why, name="why_provider"),
    path("ties/", views_ties.ties, name="ties"),
    path("ties/facts/", views_ties.facts, name="tie_facts"),
    path("ties/<key:tie_id>/withdraw/", views_ties.withdraw, name="withdraw_tie"),
    path("ties/<key:clash_id>/settle/", views_ties.settle, name="settle_clash"),
]
