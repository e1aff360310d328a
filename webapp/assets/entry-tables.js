// The editor of decisions: bpmn.io's tables and diagrams of requirements, a button per view, and our languages.
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './editors/editors.css';
import DmnModeler from 'dmn-js/lib/Modeler';
import { showCaptions } from './editors/captions.js';
import { cannotOpen, changed, content, page, start } from './editors/page.js';
import { translation } from './editors/translation.js';

const room = document.getElementById('editor-room');
const views = room.querySelector('.i3-views'), captions = room.querySelector('.i3-panel');
const own = { additionalModules: [translation(page.texts)] };
const modeller = new DmnModeler({
  container: room.querySelector('.i3-canvas'), drd: own, decisionTable: own, literalExpression: own, boxedExpression: own,
});

const stack = () => modeller.getActiveViewer()?.get('commandStack', false);

function showViews() {
  const active = modeller.getActiveView();
  views.replaceChildren(...modeller.getViews().map((view) => {
    const button = Object.assign(document.createElement('button'), {
      type: 'button', className: 'btn btn-sm btn-outline-secondary', textContent: view.name || page.words.requirements,
    });
    if (view.type === 'drd') button.textContent = page.words.requirements;
    button.setAttribute('aria-pressed', String(view.id === active?.id));
    button.addEventListener('click', () => modeller.open(view));
    return button;
  }));
  showCaptions(captions, active?.element, modeller._moddle, () => changed());
}

// The view that shows an element: its own, or that of the decision it stands in.
function viewOf(element) {
  const holds = (part) => part.id === element || (part.$descriptor?.properties ?? []).some(({ name, isReference, isAttr }) => {
    if (isReference || isAttr) return false;
    return [part.get(name)].flat().some((inner) => inner?.$descriptor && holds(inner));
  });
  return modeller.getViews().find((view) => view.type !== 'drd' && holds(view.element));
}

try {
  modeller.on('viewer.created', ({ viewer }) => viewer.on('elements.changed', () => changed()));
  modeller.on('views.changed', showViews);
  await modeller.importXML(await content());
  const table = modeller.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeller.open(table);
  showViews();
  start({
    read: async () => (await modeller.saveXML({ format: true })).xml,
    jump: (element) => {
      const view = viewOf(element);
      if (view) modeller.open(view);
      return Boolean(view);
    },
    undo: () => stack()?.undo(),
    redo: () => stack()?.redo(),
  });
  window.modeller = modeller;
} catch (reason) {
  cannotOpen(reason);
}
