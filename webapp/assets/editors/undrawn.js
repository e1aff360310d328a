// A file may hold pictures of elements that the tool does not draw, of a process beside its pools for instance. The tool
// leaves them out when it saves; they are put back.
const AFTER_ORDERING = 250;

function keepUndrawn(eventBus, elementRegistry) {
  let undrawn = [];

  eventBus.on('import.done', ({ error }) => {
    undrawn = [];
    if (error) return;
    const drawn = new Set(elementRegistry.getAll().map((element) => element.di));
    for (const plane of new Set([...drawn].map((di) => planeOf(di)).filter(Boolean))) {
      for (const di of plane.get('planeElement')) if (!drawn.has(di) && di.bpmnElement) undrawn.push([plane, di]);
    }
  });

  eventBus.on('saveXML.start', AFTER_ORDERING, () => {
    for (const [plane, di] of undrawn) {
      const elements = plane.get('planeElement');
      if (!elements.includes(di)) elements.push(di);
    }
  });
}

function planeOf(di) {
  if (!di) return null;
  return di.$type === 'bpmndi:BPMNPlane' ? di : planeOf(di.$parent);
}
keepUndrawn.$inject = ['eventBus', 'elementRegistry'];

export default { __init__: ['undrawn'], undrawn: ['type', keepUndrawn] };
