// What all editors share: saving with the revision that was opened, asking before unsaved changes are left, checking on
// the server, and the list of problems. The page gives addresses and sentences in the block #editor-data.
export const page = JSON.parse(document.getElementById('editor-data').textContent);
const { addresses, words } = page;
const status = document.getElementById('editor-status');
const list = document.getElementById('editor-problems');
const token = document.querySelector('#editor-room input[name=csrf_token]');
const JSON_WANTED = { Accept: 'application/json' };

const TYPING = 400;  // milliseconds: fields of the panels hand over what is typed a moment later

let revision = page.revision;
let editor = null;
let unsaved = false;
let busy = Promise.resolve(true);

export function say(sentence, link) {
  status.textContent = sentence;
  if (link) {
    const found = Object.assign(document.createElement('a'), { href: link.address, textContent: link.words, className: 'ms-2' });
    status.append(found);
  }
}

export function changed(value = true) {
  unsaved = value;
  if (unsaved) say(words.unsaved);
}

// `made` has `read()` → content as text, and may have `show(problems)`, `jump(element)` → whether it is there,
// `undo()`, `redo()` and `kept()`, called when what was read has been saved.
export function start(made) {
  editor = made;
  addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      save();
    }
  });
  addEventListener('hashchange', jumpToHash);
  on('editor-save', () => save());
  on('editor-check', () => check());
  on('editor-undo', () => editor.undo?.());
  on('editor-redo', () => editor.redo?.());
  document.getElementById('editor-publish').addEventListener('click', async (event) => {
    if (!unsaved) return;
    event.preventDefault();
    if (await save()) location.assign(addresses.publish);
  });
  document.getElementById('editor-room').classList.add('is-ready');
  say(words.opened);
  jumpToHash();
}

// One after the other: two that are under way at once would be a conflict with oneself.
export function save() {
  busy = busy.then(write, write);
  return busy;
}

async function write() {
  document.activeElement?.blur();
  await new Promise((done) => { setTimeout(done, TYPING); });
  const content = await editor.read();
  say(words.saving);
  try {
    const answer = await send(content);
    if (answer === null) return false;
    ({ revision } = answer);
    unsaved = false;
    editor.kept?.();
    if (answer.aside) say(words.aside, { address: answer.choose, words: words.choose });
    else say(words.saved.replace('{time}', new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' })));
    return !answer.aside;
  } catch {
    say(words.failed);
    return false;
  }
}

async function send(content, again = true) {
  const body = new FormData();
  body.set('csrf_token', token.value);
  body.set('revision', revision);
  body.set('content', new Blob([content]), page.file);
  const response = await fetch(addresses.save, { method: 'POST', body, headers: JSON_WANTED });
  if (response.headers.get('Content-Type')?.startsWith('application/json')) {
    const answer = await response.json();
    if (response.ok || response.status === 409) return answer;
    say(answer.fault ?? words.failed);
    return null;
  }
  if (response.status === 400 && again && await renewToken()) return send(content, false);
  say(response.redirected || response.status === 400 ? words.signedOut : words.failed);
  return null;
}

// Whoever signed out and in again in another window has another token.
async function renewToken() {
  const response = await fetch(addresses.page);
  if (!response.ok || response.redirected) return false;
  const found = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('input[name=csrf_token]');
  if (!found) return false;
  token.value = found.value;
  return true;
}

export async function check() {
  if (unsaved && !await save()) return;
  say(words.checking);
  try {
    const response = await fetch(addresses.check, { headers: JSON_WANTED });
    const { problems } = await response.json();
    editor.show?.(problems.filter((problem) => problem.file === page.file));
    tell(problems);
  } catch {
    say(words.failed);
  }
}

function tell(problems) {
  const mine = problems.filter((problem) => problem.file === page.file);
  const others = problems.filter((problem) => problem.file !== page.file);
  const found = problems.length === 1 ? words.foundOne : words.found.replace('{count}', problems.length);
  say(problems.length ? found : words.nothingWrong);
  list.replaceChildren();
  list.hidden = problems.length === 0;
  if (mine.length) list.append(heading(words.here), items(mine, jumping));
  if (others.length) list.append(heading(words.elsewhere), items(others, linking));
}

const heading = (text) => Object.assign(document.createElement('h2'), { className: 'h6 mt-2', textContent: text });

function items(problems, place) {
  const found = document.createElement('ol');
  for (const problem of problems) {
    const item = document.createElement('li');
    const weight = Object.assign(document.createElement('span'), {
      className: `i3-badge i3-${problem.severity === 'error' ? 'late' : 'calm'}`,
      textContent: problem.severity === 'error' ? words.error : words.advice,
    });
    item.append(weight, ' ', place(problem), ` ${problem.text}`);
    found.append(item);
  }
  return found;
}

function jumping(problem) {
  const button = Object.assign(document.createElement('button'), {
    type: 'button', className: 'btn btn-sm btn-link p-0 align-baseline', textContent: editor.name?.(problem.element) || problem.element,
  });
  button.addEventListener('click', () => { editor.jump?.(problem.element); });
  return problem.element ? button : '';
}

function linking(problem) {
  const address = addresses.files[problem.file];
  const link = Object.assign(document.createElement('a'), { textContent: problem.file });
  if (address) link.href = problem.element ? `${address}#${encodeURIComponent(problem.element)}` : address;
  return link;
}

function jumpToHash() {
  const element = decodeURIComponent(location.hash.slice(1));
  if (element && element !== 'main') editor.jump?.(element);
}

function on(id, act) {
  document.getElementById(id)?.addEventListener('click', act);
}

export async function content() {
  const response = await fetch(addresses.content);
  if (!response.ok || response.redirected) throw new Error(response.statusText);
  return response.text();
}

export function cannotOpen(reason) {
  console.info(reason);
  say(words.cannotOpen);
}
