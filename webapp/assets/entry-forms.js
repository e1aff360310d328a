// The editor of forms: bpmn.io's form editor, whose own words are English.
import '@bpmn-io/form-js/dist/assets/form-js.css';
import '@bpmn-io/form-js/dist/assets/form-js-editor.css';
import '@bpmn-io/form-js/dist/assets/properties-panel.css';
import './editors/editors.css';
import { FormEditor } from '@bpmn-io/form-js-editor';
import { cannotOpen, changed, content, start } from './editors/page.js';

const room = document.getElementById('editor-room');

try {
  const editor = new FormEditor({ container: room.querySelector('.i3-canvas') });
  const before = JSON.parse(await content());
  await editor.importSchema(before);
  const registry = editor.get('formFieldRegistry'), stack = editor.get('commandStack');
  const fieldOf = (element) => registry.getAll().find((field) => field.key === element || field.path === element || field.id === element);
  editor.on('commandStack.changed', () => changed());
  start({
    read: async () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`,
    jump: (element) => {
      const field = fieldOf(element);
      if (field) editor.get('selection').set(field);
      return Boolean(field);
    },
    name: (element) => fieldOf(element)?.label,
    undo: () => stack.undo(),
    redo: () => stack.redo(),
  });
  window.editor = editor;
} catch (reason) {
  cannotOpen(reason);
}
