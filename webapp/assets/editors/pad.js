// The tool asks for its pad of actions in a way of its own that it warns about on the console, at every click.
function askQuietly(contextPad) {
  contextPad.getPad = (target) => ({ html: contextPad.isOpen() ? contextPad._current.html : contextPad._createHtml(target) });
}
askQuietly.$inject = ['contextPad'];

export default { __init__: ['quietPad'], quietPad: ['type', askQuietly] };
