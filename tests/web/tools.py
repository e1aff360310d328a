"""Files as another modelling tool writes them: ids of its own, its own order, forms in one language only."""

LOAN = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  id="Definitions_1x" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler"
  exporterVersion="5.30.0" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="Process_0loan" name="Loan" isExecutable="true">
    <bpmn:startEvent id="StartEvent_1" name="Loan wanted"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="Activity_ask" name="Ask for a loan">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="loan-form-1a2b3c" />
        <zeebe:assignmentDefinition candidateGroups="need_owner" />
        <zeebe:taskSchedule dueDate="=now() + duration(&#34;P3D&#34;)" />
        <zeebe:ioMapping><zeebe:output source="=amount" target="amount" /></zeebe:ioMapping>
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="Gateway_0big" name="Big?" default="Flow_small">
      <bpmn:incoming>Flow_2</bpmn:incoming>
      <bpmn:outgoing>Flow_big</bpmn:outgoing><bpmn:outgoing>Flow_small</bpmn:outgoing>
    </bpmn:exclusiveGateway>
    <bpmn:userTask id="Activity_approve" name="Approve the loan">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="loan-form-1a2b3c" />
        <zeebe:assignmentDefinition candidateGroups="=[&#34;tf_coord&#34;]" />
      </bpmn:extensionElements>
      <bpmn:incoming>Flow_big</bpmn:incoming><bpmn:outgoing>Flow_3</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="Event_lent" name="Lent">
      <bpmn:incoming>Flow_small</bpmn:incoming><bpmn:incoming>Flow_3</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_ask" />
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Activity_ask" targetRef="Gateway_0big" />
    <bpmn:sequenceFlow id="Flow_big" name="Yes" sourceRef="Gateway_0big" targetRef="Activity_approve">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount &gt; 1000</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="Flow_small" name="No" sourceRef="Gateway_0big" targetRef="Event_lent" />
    <bpmn:sequenceFlow id="Flow_3" sourceRef="Activity_approve" targetRef="Event_lent" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1">
    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Process_0loan">
      <bpmndi:BPMNShape id="S1" bpmnElement="StartEvent_1"><dc:Bounds x="150" y="100" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="S2" bpmnElement="Activity_ask"><dc:Bounds x="240" y="78" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="S3" bpmnElement="Gateway_0big" isMarkerVisible="true">
        <dc:Bounds x="395" y="93" width="50" height="50" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="S4" bpmnElement="Activity_approve"><dc:Bounds x="500" y="200" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="S5" bpmnElement="Event_lent"><dc:Bounds x="662" y="100" width="36" height="36" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="E1" bpmnElement="Flow_1"><di:waypoint x="186" y="118" /><di:waypoint x="240" y="118" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="E2" bpmnElement="Flow_2"><di:waypoint x="340" y="118" /><di:waypoint x="395" y="118" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="E3" bpmnElement="Flow_big"><di:waypoint x="420" y="143" /><di:waypoint x="420" y="240" />
        <di:waypoint x="500" y="240" /></bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="E4" bpmnElement="Flow_small"><di:waypoint x="445" y="118" /><di:waypoint x="662" y="118" />
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="E5" bpmnElement="Flow_3"><di:waypoint x="600" y="240" /><di:waypoint x="680" y="240" />
        <di:waypoint x="680" y="136" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
LOAN_FORM = b"""{
  "components": [
    {"text": "# Loan", "type": "text", "layout": {"row": "Row_1", "columns": null}, "id": "Field_0text"},
    {"label": "Amount", "type": "number", "layout": {"row": "Row_2", "columns": null}, "id": "Field_1amount",
     "key": "amount", "validate": {"required": true, "min": 1}},
    {"label": "Remarks", "type": "textarea", "layout": {"row": "Row_3", "columns": null}, "id": "Field_2remarks",
     "key": "remarks"}
  ],
  "type": "default", "id": "loan-form-1a2b3c", "executionPlatform": "Camunda Cloud",
  "executionPlatformVersion": "8.6.0", "exporter": {"name": "Camunda Modeler", "version": "5.30.0"},
  "schemaVersion": 17
}
"""
