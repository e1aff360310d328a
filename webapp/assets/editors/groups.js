// Groups of the properties panel that the server describes: {groups: [{id, label, on: [types], fields: [{property, label,
// kind, options, help}]}]}. Each field is one <zeebe:property name="…" value="…"/>, such as name:da, caseTitle, starters.
import { CheckboxEntry, FeelEntry, SelectEntry, TextAreaEntry, TextFieldEntry, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';

const ENTRIES = { text: TextFieldEntry, textarea: TextAreaEntry, select: SelectEntry, checkbox: CheckboxEntry, feel: FeelEntry };
const AFTER_TEMPLATES = 200;  // element templates (300) hide the groups of whoever comes before them

// A pool speaks for the process in it where a group is about processes.
function owner(element, group) {
  const found = getBusinessObject(element);
  return is(element, 'bpmn:Participant') && !group.on.includes('bpmn:Participant') ? found.get('processRef') : found;
}

const belongs = (element, group) => isAny(element, group.on)
  || (is(element, 'bpmn:Participant') && group.on.includes('bpmn:Process') && Boolean(getBusinessObject(element).get('processRef')));

const holderOf = (holder) => holder.get('extensionElements')?.get('values').find((value) => value.$type === 'zeebe:Properties');
const propertyOf = (holder, name) => holderOf(holder)?.get('properties').find((property) => property.get('name') === name);

function write(element, holder, name, value, { commandStack, bpmnFactory }) {
  const commands = [];
  const set = (moddleElement, properties) => {
    commands.push({ cmd: 'element.updateModdleProperties', context: { element, moddleElement, properties } });
  };
  const make = (type, parent, properties) => Object.assign(bpmnFactory.create(type, properties), { $parent: parent });
  let extensions = holder.get('extensionElements'), properties = holderOf(holder);
  if (!extensions) {
    extensions = make('bpmn:ExtensionElements', holder, { values: [] });
    set(holder, { extensionElements: extensions });
  }
  if (!properties) {
    properties = make('zeebe:Properties', extensions, { properties: [] });
    set(extensions, { values: [...extensions.get('values'), properties] });
  }
  const all = properties.get('properties');
  const made = value === '' || value === undefined || value === false ? [] : [make('zeebe:Property', properties, { name, value: String(value) })];
  const there = all.findIndex((property) => property.get('name') === name);
  const kept = there < 0 ? [...all, ...made] : [...all.slice(0, there), ...made, ...all.slice(there + 1)];
  set(properties, { properties: kept });
  commandStack.execute('properties-panel.multi-command-executor', commands);  // one step to undo
}

function Field({ element, id, field, group }) {
  const services = { commandStack: useService('commandStack'), bpmnFactory: useService('bpmnFactory') };
  const holder = owner(element, group);
  const debounce = useService('debounceInput');
  const read = propertyOf(holder, field.property)?.get('value');
  const common = {
    element, id, debounce, label: field.label, description: field.help,
    getValue: () => (field.kind === 'checkbox' ? read === 'true' : read ?? ''),
    setValue: (value) => write(element, holder, field.property, value, services),
  };
  if (field.kind === 'select') common.getOptions = () => [{ value: '', label: '–' }, ...field.options];
  if (field.kind === 'feel') common.feel = 'required';
  return ENTRIES[field.kind](common);
}

class Groups {
  constructor(propertiesPanel, described) {
    this.groups = described?.groups ?? [];
    propertiesPanel.registerProvider(AFTER_TEMPLATES, this);
  }

  getGroups(element) {
    const mine = this.groups.filter((group) => belongs(element, group));
    return (groups) => [...groups, ...mine.map((group) => ({
      id: group.id,
      label: group.label,
      entries: group.fields.map((field) => ({
        id: `i3-${field.property.replace(/\W/g, '-')}`, element, field, group, component: Field, isEdited: isTextFieldEntryEdited,
      })),
    }))];
  }
}
Groups.$inject = ['propertiesPanel', 'config.describedGroups'];

export default { __init__: ['describedGroups'], describedGroups: ['type', Groups] };
