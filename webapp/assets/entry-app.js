// Pages work without this: it spares the reader a click and some scrolling.
import 'htmx.org';

// Only a plain answer changes the page. Whoever is signed out or meets an error keeps what was typed.
document.addEventListener('htmx:before:response', (event) => {
  const { raw } = event.detail.ctx.response;
  if (!raw.ok || raw.redirected) event.preventDefault();
});

// Whoever goes elsewhere while the form has words that are kept nowhere is asked first. Its own buttons keep them.
const answers = document.getElementById('answers');
if (answers) {
  let unsaved = answers.hasAttribute('data-unsaved');
  answers.addEventListener('input', () => { unsaved = true; });
  answers.addEventListener('submit', () => { unsaved = false; });
  addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
}

// A large drawing begins where the case stands, not at its upper left corner.
function showWhereItStands(region) {
  const step = region.querySelector('.active');
  if (!step || region.clientWidth === 0) return;
  const [inner, outer] = [step.getBoundingClientRect(), region.getBoundingClientRect()];
  region.scrollLeft += inner.x + inner.width / 2 - outer.x - outer.width / 2;
  region.scrollTop += inner.y + inner.height / 2 - outer.y - outer.height / 2;
}
for (const region of document.querySelectorAll('.i3-diagram')) {
  showWhereItStands(region);
  region.closest('details')?.addEventListener('toggle', () => showWhereItStands(region), { once: true });
}
