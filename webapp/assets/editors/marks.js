// Problems of the server's check on the shapes they are about: a sign with words, and an outline.
const TYPE = 'i3-problem';
const READABLE = 0.8;

class Marks {
  constructor(canvas, elementRegistry, eventBus, overlays, selection) {
    Object.assign(this, { canvas, elementRegistry, overlays, selection, marked: [] });
    eventBus.on('import.done', () => this.clear());
  }

  clear() {
    this.overlays.remove({ type: TYPE });
    for (const [id, marker] of this.marked) if (this.elementRegistry.get(id)) this.canvas.removeMarker(id, marker);
    this.marked = [];
  }

  show(problems, weights) {
    this.clear();
    for (const [id, found] of Map.groupBy(problems, (problem) => problem.element)) {
      const element = this.elementRegistry.get(id);
      if (!element || element === this.canvas.findRoot(element)) continue;
      const severity = found.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
      this.mark(element, severity, `${weights[severity]}: ${found.map((problem) => problem.text).join(' ')}`);
    }
  }

  mark(element, severity, words) {
    const sign = Object.assign(document.createElement('button'), {
      type: 'button', className: `i3-mark i3-mark-${severity}`, textContent: severity === 'error' ? '!' : 'i', title: words,
    });
    sign.setAttribute('aria-label', words);
    sign.addEventListener('click', () => this.jump(element.id));
    this.overlays.add(element, TYPE, { position: this.place(element), html: sign, scale: { min: 0.9, max: 1.2 } });
    this.canvas.addMarker(element, `i3-${severity}`);
    this.marked.push([element.id, `i3-${severity}`]);
  }

  place(element) {
    if (!element.waypoints) return { top: -12, left: -12 };
    const middle = element.waypoints[Math.floor((element.waypoints.length - 1) / 2)];
    const left = Math.min(...element.waypoints.map((point) => point.x)), top = Math.min(...element.waypoints.map((point) => point.y));
    return { left: middle.x - left + 8, top: middle.y - top - 26 };
  }

  jump(id) {
    const element = this.elementRegistry.get(id);
    if (!element) return false;
    this.canvas.setRootElement(this.canvas.findRoot(element));
    if (element === this.canvas.getRootElement()) this.selection.select([]);
    else {
      this.selection.select(element);
      if (this.canvas.zoom() < READABLE) this.canvas.zoom(READABLE);
      this.canvas.scrollToElement(element, 120);
    }
    return true;
  }
}
Marks.$inject = ['canvas', 'elementRegistry', 'eventBus', 'overlays', 'selection'];

export default { __init__: ['problemMarks'], problemMarks: ['type', Marks] };
