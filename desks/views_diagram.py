"""The live diagram of a case, and each flow as a file for other people's tools."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import person
from bookings.models import Booking
from desks.doors import for_deed
from face import graphs
from foundation import clock
from workflows import diagram, versions
from workflows.bpmn import bpmn_of
from workflows.flows.registry import FLOWS
from workflows.models import DiagnosisProcess


@require_safe
def case_diagram(request: HttpRequest, number: str) -> HttpResponse:
    """Every step of the case's flow: done, now, to come, left out, gone back."""
    rows = Booking.objects.visible_to(person(request)).with_names()
    booking = get_object_or_404(rows, number=number)
    process = get_object_or_404(DiagnosisProcess, diagnosis__booking=booking)
    version = versions.version_of(process)
    marks, edges = diagram.marks_of(process, "diagnosis", clock.today())
    drawing = graphs.drawn(
        marks, edges, diagram.passed(process), uid="flow",
        title=_("The flow of this case"), desc=_("The list beside it says the same."),
    )  # fmt: skip
    context = {
        "case": booking,
        "marks": marks,
        "drawing": drawing,
        "version": version,
        "may_read_flow": person(request).has_perm("workflows.read_flows"),
    }
    return render(request, "desks/diagram.html", context)


@require_safe
@for_deed("workflows.read_flows")
def flow_file(request: HttpRequest, flow: str) -> HttpResponse:
    """A flow as BPMN 2.0."""
    if flow not in FLOWS:
        raise Http404
    answer = HttpResponse(bpmn_of(flow), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{flow}.bpmn"'
    return answer
