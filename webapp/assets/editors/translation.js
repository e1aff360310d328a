// One dictionary for the tools of bpmn.io; what it lacks is collected, so that a test can ask for it.
export function translation(dictionary) {
  window.missingTexts = new Set();
  const translate = (text, values = {}) => {
    const own = dictionary[text];
    if (own === undefined) window.missingTexts.add(text);
    return (own ?? text).replace(/{([^}]+)}/g, (_, key) => (key in values ? values[key] : `{${key}}`));
  };
  return { translate: ['value', translate] };
}
