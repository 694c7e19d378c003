"""A flow as BPMN 2.0 XML, with the places of its shapes, for other people's tools."""

from typing import Final
from xml.etree import ElementTree as ET  # only written here, never read

from face import graphs
from workflows import versions
from workflows.diagram import order_of, shape_of, title_of

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DD: Final = "http://www.omg.org/spec/DD/20100524/DI"
KINDS: Final = {
    "START": "startEvent",
    "HUMAN_START": "startEvent",
    "END": "endEvent",
    "HUMAN": "userTask",
    "EXCLUSIVE_GATEWAY": "exclusiveGateway",
    "PARALLEL_GATEWAY": "parallelGateway",
    "JOIN": "parallelGateway",
}
for _prefix, _space in (("", MODEL), ("bpmndi", DI), ("dc", DC), ("di", DD)):
    ET.register_namespace(_prefix, _space)


def bpmn_of(name: str) -> str:
    """The present graph of a flow as an XML document."""
    graph = versions.graph_of(name)
    root = ET.Element(f"{{{MODEL}}}definitions", id=f"{name}-{graph['version']}",
                      targetNamespace="urn:wenzhen:flows")  # fmt: skip
    process = ET.SubElement(root, f"{{{MODEL}}}process", id=name, isExecutable="false")
    for node, facts in graph["nodes"].items():
        kind = KINDS.get(facts["kind"], "serviceTask")
        shape = ET.SubElement(process, f"{{{MODEL}}}{kind}", id=f"n_{node}",
                              name=title_of(node, facts))  # fmt: skip
        for end, word in ((1, "incoming"), (0, "outgoing")):
            for number in _numbers(graph, node, end):
                ET.SubElement(shape, f"{{{MODEL}}}{word}").text = f"e_{number}"
    for number, (src, dst, label) in enumerate(graph["edges"]):
        ET.SubElement(process, f"{{{MODEL}}}sequenceFlow", id=f"e_{number}", name=label,
                      sourceRef=f"n_{src}", targetRef=f"n_{dst}")  # fmt: skip
    _places(root, name, graph)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _numbers(graph: versions.Graph, node: str, end: int) -> list[int]:
    """The edges that begin (0) or end (1) at the node."""
    return [n for n, edge in enumerate(graph["edges"]) if edge[end] == node]


def _places(root: ET.Element, name: str, graph: versions.Graph) -> None:
    """The shapes' bounds and the lines' corners, as in our own drawing."""
    diagram = ET.SubElement(root, f"{{{DI}}}BPMNDiagram", id="diagram")
    plane = ET.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="plane", bpmnElement=name)
    marks = [
        graphs.Mark(node, node, shape_of(graph["nodes"][node]))
        for node in order_of(graph)
    ]
    for node, box in graphs.boxes_of(marks).items():
        shape = ET.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"s_{node}",
                              bpmnElement=f"n_{node}")  # fmt: skip
        ET.SubElement(shape, f"{{{DC}}}Bounds", x=str(box.x), y=str(box.y),
                      width=str(box.wide), height=str(box.tall))  # fmt: skip
    lines = graphs.lines_of(marks, {(src, dst) for src, dst, _ in graph["edges"]})
    for number, (src, dst, _label) in enumerate(graph["edges"]):
        edge = ET.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"l_{number}",
                             bpmnElement=f"e_{number}")  # fmt: skip
        for x, y in lines[src, dst]:
            ET.SubElement(edge, f"{{{DD}}}waypoint", x=str(x), y=str(y))
