// Builds elements. Every text becomes a text node, so no value of a token, report or note is ever read as markup.

// Controls, and format characters such as U+202E, which turns the text after it around. Lines and tabs stay.
const UNSAFE = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text with each character that changes how others are shown as its number. */
export function visible(text) {
  return text.replace(UNSAFE, (character) => `⟨U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}

function shown(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : visible(String(child))));
}

/** Returns an element. Attributes whose value is null, undefined or false are left out; "on…" adds a listener. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value' || key === 'checked') element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...shown(children));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Returns an icon that is a path in a square of 24 units; screen readers skip it. */
export function icon(path, size = 20) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({
    viewBox: '0 0 24 24', width: size, height: size, fill: 'none', stroke: 'currentColor',
    'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true',
  })) svg.setAttribute(key, value);
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

/** Changes a text only when it differs, so that a poll without news costs no layout. */
export function setText(node, text) {
  const next = visible(String(text ?? ''));
  if (node.textContent !== next) node.textContent = next;
}

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...shown(children));
  return element;
}

const shownBy = new WeakMap();

/** Replaces the children of an element when the data that they show changed: the focus stays, and notices are read once. */
export function fillChanged(element, data, make) {
  const text = JSON.stringify(data) ?? '';
  if (shownBy.get(element) === text) return;
  shownBy.set(element, text);
  fill(element, make(data));
}

/** A titled part of a page. */
export function card(title, attributes, ...children) {
  return h('section', { class: 'card', ...attributes }, title ? h('h2', {}, title) : null, ...children);
}

/** A word with a symbol and a colour: never the colour alone. */
export function badge(tone, text) {
  return h('span', { class: `badge ${tone}` }, text);
}

/** A notice; errors are announced at once, the rest politely. */
export function notice(tone, ...children) {
  return h('div', { class: `notice ${tone}`, role: tone === 'bad' ? 'alert' : 'status' }, ...children);
}

/** Stands where an answer will appear, and says what it will be. */
export function placeholder(text) {
  return h('p', { class: 'placeholder' }, text);
}

/** What a list shows when there is nothing to show. */
export function empty(title, text) {
  return h('div', { class: 'empty' }, h('strong', {}, title), text ? h('p', {}, text) : null);
}

/** A button. */
export function button(text, onclick, tone = '') {
  return h('button', { type: 'button', class: tone, onclick }, text);
}

/** A label above a field, with a hint below that the field refers to. */
export function field(id, label, input, hint) {
  input.id = id;
  if (hint) input.setAttribute('aria-describedby', `${id}-hint`);
  return h('div', { class: 'field' }, h('label', { for: id }, label), input, hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null);
}

/** Names each cell of a row after its column: on a phone, a row is a card. */
export function labelled(heads, row) {
  [...row.children].forEach((cell, index) => {
    if (cell.colSpan <= 1) cell.dataset.label = heads[index].replace(/^#/, '');
  });
  return row;
}

/** A table. A head that begins with "#" stands over numbers. Rows that are added later need their labels. */
export function table(caption, heads, rows) {
  const region = { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption };
  const columns = h('tr', {}, heads.map((head) => h('th', { scope: 'col', class: head.startsWith('#') ? 'numeric' : null }, head.replace(/^#/, ''))));
  return h('div', region, h('table', {}, h('caption', { class: 'unseen' }, caption), h('thead', {}, labelled(heads, columns)),
    rows instanceof Node ? rows : h('tbody', {}, rows.map((row) => labelled(heads, row)))));
}

/** Choices of which one holds, as radio buttons in a row. */
export function choice(label, name, options, chosen, onchoose, tone = '') {
  return h('div', { class: `tabs ${tone}`, role: 'radiogroup', 'aria-label': label }, options.map(([value, text]) => h('label', { class: 'tab' },
    h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onchoose(value) }), h('span', {}, text))));
}

/** Shows what is wrong with a field below it, and goes there. An empty text takes it away. */
export function showError(input, text) {
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  const hint = document.getElementById(`${input.id}-hint`);
  input.toggleAttribute('aria-invalid', text !== '');
  if (text === '') {
    if (hint) input.setAttribute('aria-describedby', hint.id);
    else input.removeAttribute('aria-describedby');
    return;
  }
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', hint ? `${id} ${hint.id}` : id);
  input.after(h('p', { class: 'field-error', id, role: 'alert' }, text));
  input.focus();
}

/** Names and values. */
export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(Boolean).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}
