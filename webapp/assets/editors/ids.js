// New elements get ids in the style of the house: lower case, with what they are in front (t_ for tasks of people).
import { is } from 'bpmn-js/lib/util/ModelUtil';

const PREFIXES = [
  ['bpmn:UserTask', 't'], ['bpmn:CallActivity', 'call'], ['bpmn:SubProcess', 'sub'], ['bpmn:Activity', 's'],
  ['bpmn:StartEvent', 'start'], ['bpmn:EndEvent', 'end'], ['bpmn:Event', 'e'], ['bpmn:Gateway', 'gw'],
  ['bpmn:SequenceFlow', 'f'], ['bpmn:MessageFlow', 'mf'], ['bpmn:Lane', 'lane'], ['bpmn:Participant', 'pool'], ['bpmn:Process', 'process'],
];

function styleIds(bpmnFactory) {
  const otherwise = bpmnFactory._ensureId.bind(bpmnFactory);
  bpmnFactory._ensureId = (element) => {
    const found = PREFIXES.find(([type]) => is(element, type));
    if (!found || element.id || !bpmnFactory._needsId(element)) otherwise(element);
    else element.id = bpmnFactory._model.ids.nextPrefixed(`${found[1]}_`, element);
  };
}
styleIds.$inject = ['bpmnFactory'];

export default { __init__: ['styledIds'], styledIds: ['type', styleIds] };
