"""What the deeds to a center's designation are called, and their facts."""

from django.utils.translation import gettext_lazy

DESIGNATION_DEEDS = {
    "designations.add_paper": gettext_lazy("File added"),
    "designations.all_scored": gettext_lazy("All expert sheets handed in"),
    "designations.apply": gettext_lazy("Designation applied for"),
    "designations.appoint": gettext_lazy("Experts named"),
    "designations.check": gettext_lazy("District's first check decided"),
    "designations.check_cure": gettext_lazy("Rectification decided"),
    "designations.decide": gettext_lazy("Designation decided"),
    "designations.drop_paper": gettext_lazy("File taken out"),
    "designations.end_notice": gettext_lazy("Notice ended"),
    "designations.end_nurturing": gettext_lazy("Nurturing ended"),
    "designations.grade": gettext_lazy("Year graded"),
    "designations.grant": gettext_lazy("Center designated"),
    "designations.nurture": gettext_lazy("Taken into nurturing"),
    "designations.set_hours": gettext_lazy("Opening hours entered"),
    "designations.object": gettext_lazy("Objection raised"),
    "designations.open_review": gettext_lazy("Yearly evaluation opened"),
    "designations.publish": gettext_lazy("Published"),
    "designations.rectify": gettext_lazy("Rectification reported"),
    "designations.return_points": gettext_lazy("Returned to be completed"),
    "designations.score": gettext_lazy("Expert sheet handed in"),
    "designations.withdraw": gettext_lazy("Designation withdrawn"),
}
DESIGNATION_FACTS = {
    "exceptions": gettext_lazy("points with an exception"),
    "grade": gettext_lazy("grade"),
    "hours_zh": gettext_lazy("opening hours"),
    "round": gettext_lazy("round"),
    "seal": gettext_lazy("seal of the file"),
}
