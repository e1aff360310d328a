// The editor of diagrams: bpmn.io's modeller with its panel for zeebe, our templates, languages and marks.
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import 'bpmn-js-color-picker/colors/color-picker.css';
import './editors/editors.css';
import BpmnModeler from 'bpmn-js/lib/Modeler';
import colours from 'bpmn-js-color-picker';
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import { CloudElementTemplatesPropertiesProviderModule as templates } from 'bpmn-js-element-templates';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import behaviours from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import minimap from 'diagram-js-minimap';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import groups from './editors/groups.js';
import ids from './editors/ids.js';
import marks from './editors/marks.js';
import pad from './editors/pad.js';
import { cannotOpen, changed, content, page, start } from './editors/page.js';
import { translation } from './editors/translation.js';
import undrawn from './editors/undrawn.js';

const room = document.getElementById('editor-room');
const modeller = new BpmnModeler({
  container: room.querySelector('.i3-canvas'),
  propertiesPanel: { parent: room.querySelector('.i3-panel'), feelPopupContainer: room },
  additionalModules: [
    behaviours, minimap, colours, CreateAppendAnythingModule, CreateAppendElementTemplatesModule, BpmnPropertiesPanelModule,
    BpmnPropertiesProviderModule, ZeebePropertiesProviderModule, templates, groups, ids, marks, pad, undrawn,
    translation(page.texts),
  ],
  moddleExtensions: { zeebe },
  describedGroups: page.panel,
});
const [canvas, stack, registry, problemMarks] = ['canvas', 'commandStack', 'elementRegistry', 'problemMarks'].map((name) => modeller.get(name));
let kept = -1;

// Everything, beside the palette and clear of the edges.
function showAll() {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - 150) / inner.width, (outer.height - 60) / inner.height);
  if (!(scale > 0)) return;
  const [width, height] = [outer.width / scale, outer.height / scale];
  canvas.viewbox({ x: inner.x - 130 / scale, y: inner.y - (height - inner.height) / 2, width, height });
}

try {
  modeller.get('elementTemplatesLoader').setTemplates(page.templates);
  await modeller.importXML(await content());
  showAll();
  modeller.on('commandStack.changed', () => changed(stack._stackIdx !== kept));
  start({
    read: async () => {
      const at = stack._stackIdx;
      const { xml } = await modeller.saveXML({ format: true });
      room.dataset.reading = at;
      return xml;
    },
    kept: () => { kept = Number(room.dataset.reading); changed(stack._stackIdx !== kept); },
    show: (problems) => problemMarks.show(problems, { error: page.words.error, warning: page.words.advice }),
    jump: (element) => problemMarks.jump(element),
    name: (element) => registry.get(element)?.businessObject.get('name'),
    undo: () => stack.undo(),
    redo: () => stack.redo(),
  });
  window.modeller = modeller;
} catch (reason) {
  cannotOpen(reason);
}
