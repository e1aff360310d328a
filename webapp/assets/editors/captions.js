// What people read of a decision in the other languages: its name, columns, values and rules, each a <zeebe:property>.
import { page } from './page.js';

const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';
const text = (node) => node?.text?.trim() ?? '';

// Pairs of key and English words for everything in a decision that has words.
function parts(decision) {
  const table = decision.decisionLogic;
  const found = [['name', decision.name], ['documentation', decision.description]];
  if (table?.$type !== 'dmn:DecisionTable') return found;
  for (const input of table.input ?? []) {
    const asked = text(input.inputExpression);
    found.push([`input:${asked}`, input.label || asked]);
  }
  for (const output of table.output ?? []) found.push([`output:${output.name}`, output.label || output.name]);
  const values = (table.rule ?? []).flatMap((rule) => (rule.outputEntry ?? []).map(text)).filter((value) => /^"[^"]+"$/.test(value));
  for (const value of new Set(values)) found.push([`value:${value.slice(1, -1)}`, value.slice(1, -1)]);
  for (const rule of table.rule ?? []) {
    const note = (rule.annotationEntry ?? []).map(text).filter(Boolean).join('; ') || rule.description;
    if (note) found.push([`rule:${rule.id}`, note]);
  }
  return found.filter(([, words]) => words);
}

const holderOf = (decision) => decision.extensionElements?.values?.find((value) => value.$type === 'zeebe:properties');
const propertyOf = (decision, name) => holderOf(decision)?.$children?.find((child) => child.name === name);

function write(decision, moddle, name, value) {
  const there = propertyOf(decision, name);
  let holder = holderOf(decision);
  if (!holder && value) {
    decision.extensionElements ??= Object.assign(moddle.create('dmn:ExtensionElements', { values: [] }), { $parent: decision });
    holder = moddle.createAny('zeebe:properties', ZEEBE, { $children: [] });
    decision.extensionElements.get('values').push(holder);
  }
  if (there && value) there.value = value;
  else if (there) holder.$children.splice(holder.$children.indexOf(there), 1);
  else if (value) holder.$children.push(moddle.createAny('zeebe:property', ZEEBE, { name, value }));
}

function field(decision, moddle, key, words, language, onChange) {
  const input = document.createElement(key === 'documentation' || key.startsWith('rule:') ? 'textarea' : 'input');
  input.className = 'form-control form-control-sm';
  input.lang = language;
  input.value = propertyOf(decision, `${key}:${language}`)?.value ?? '';
  input.setAttribute('aria-label', `${key === 'documentation' ? page.words.description : words} – ${page.words.languages[language]}`);
  input.addEventListener('input', () => {
    write(decision, moddle, `${key}:${language}`, input.value.trim());
    onChange();
  });
  return input;
}

export function showCaptions(place, decision, moddle, onChange) {
  place.replaceChildren();
  place.hidden = decision?.$type !== 'dmn:Decision';
  if (place.hidden) return;
  const heading = Object.assign(document.createElement('h2'), { className: 'h6', textContent: page.words.captions });
  const list = document.createElement('dl');
  for (const [key, words] of parts(decision)) {
    const term = Object.assign(document.createElement('dt'), { textContent: key === 'documentation' ? page.words.description : words });
    const given = document.createElement('dd');
    for (const language of Object.keys(page.words.languages)) {
      const label = Object.assign(document.createElement('span'), { className: 'small', textContent: page.words.languages[language] });
      given.append(label, field(decision, moddle, key, words, language, onChange));
    }
    list.append(term, given);
  }
  place.append(heading, list);
}
