"""A small process for tests of pages: advise with a long form, release by somebody else, wait for a book to come back."""

import json

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="http://example.org/bpmn">
  <bpmn:message id="m_back" name="BuchZurueck"/>
  <bpmn:collaboration id="c"><bpmn:participant id="pool" name="Bücherei" processRef="ausleihe"/></bpmn:collaboration>
  <bpmn:process id="ausleihe" name="Ausleihe" isExecutable="true">
    <bpmn:laneSet id="ls"><bpmn:lane id="l1" name="fallmanagement">
      <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>beraten</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>freigeben</bpmn:flowNodeRef><bpmn:flowNodeRef>rueckgabe</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>ende</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Jemand fragt"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="beraten"/>
    <bpmn:userTask id="beraten" name="Beraten"><bpmn:documentation>Fragen Sie, was gelesen werden soll.</bpmn:documentation>
      <bpmn:extensionElements><spiffworkflow:properties><spiffworkflow:property name="form" value="beraten.form.json"/>
      </spiffworkflow:properties></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="beraten" targetRef="freigeben"/>
    <bpmn:userTask id="freigeben" name="Ausleihe freigeben"><bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="vier_augen" value="beraten"/></spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
    <bpmn:sequenceFlow id="f3" sourceRef="freigeben" targetRef="rueckgabe"/>
    <bpmn:intermediateCatchEvent id="rueckgabe" name="Buch kommt zurück"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing>
      <bpmn:messageEventDefinition messageRef="m_back"/></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f4" sourceRef="rueckgabe" targetRef="ende"/>
    <bpmn:endEvent id="ende" name="Ausleihe beendet"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="plane" bpmnElement="c">
    <bpmndi:BPMNShape id="s0" bpmnElement="pool" isHorizontal="true"><dc:Bounds x="100" y="80" width="760" height="160"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s9" bpmnElement="l1" isHorizontal="true"><dc:Bounds x="130" y="80" width="730" height="160"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s1" bpmnElement="start"><dc:Bounds x="172" y="142" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="beraten"><dc:Bounds x="260" y="120" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s3" bpmnElement="freigeben"><dc:Bounds x="420" y="120" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s4" bpmnElement="rueckgabe"><dc:Bounds x="592" y="142" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s5" bpmnElement="ende"><dc:Bounds x="722" y="142" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="208" y="160"/><di:waypoint x="260" y="160"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="360" y="160"/><di:waypoint x="420" y="160"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e3" bpmnElement="f3"><di:waypoint x="520" y="160"/><di:waypoint x="592" y="160"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="e4" bpmnElement="f4"><di:waypoint x="628" y="160"/><di:waypoint x="722" y="160"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


def choice(value: str, label: str) -> dict[str, str]:
    return {"value": value, "label": label}


FORM = {
    "type": "default",
    "id": "B01",
    "title": "Beraten",
    "components": [
        {"type": "textfield", "id": "leser", "key": "leser", "label": "Wer liest?", "validate": {"required": True}},
        {"type": "datetime", "subtype": "date", "id": "bis", "key": "bis", "dateLabel": "Ausleihe bis", "label": "Ausleihe bis",
         "validate": {"required": True}},
        {"type": "radio", "id": "art", "key": "art", "label": "Was?", "validate": {"required": True},
         "values": [choice("buch", "Buch"), choice("film", "Film"), choice("anderes", "Etwas anderes")]},
        {"type": "textfield", "id": "was", "key": "was", "label": "Was genau?", "conditional": {"hide": '=art != "anderes"'},
         "validate": {"required": True}},
        {"type": "number", "id": "pfand", "key": "pfand", "label": "Pfand", "properties": {"typ": "money"}},
        {"type": "checklist", "id": "themen", "key": "themen", "label": "Themen", "values": [choice("krimi", "Krimi"), choice("reise", "Reise")]},
        {"type": "dynamiclist", "id": "wuensche", "path": "wuensche", "label": "Weitere Wünsche", "components": [
            {"type": "textfield", "id": "titel", "key": "titel", "label": "Titel", "validate": {"required": True}},
            {"type": "checkbox", "id": "eilt", "key": "eilt", "label": "Eilt"},
            {"type": "textarea", "id": "grund", "key": "grund", "label": "Warum eilt es?", "conditional": {"hide": "=not(eilt)"}},
        ]},
        {"type": "dynamiclist", "id": "beilagen", "path": "beilagen", "label": "Was liegt bei?",
         "conditional": {"hide": '=art != "film"'},
         "components": [{"type": "textfield", "id": "stueck", "key": "stueck", "label": "Beilage"}]},
    ],
}  # fmt: skip

FILES = {"ausleihe.bpmn": BPMN.encode(), "beraten.form.json": json.dumps(FORM).encode()}

#: What Olga types to hand the form in.
RIGHT = {"leser": "Karla Kolumna", "bis": "03.02.2026", "art": "buch", "pfand": "12,50"}
