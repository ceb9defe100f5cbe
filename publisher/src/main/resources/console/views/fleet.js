// Every instance, those that need attention first. Rows are kept and only changed cells are written.

import { poll, read } from '../api.js';
import { badge, button, card, empty, fill, h, notice, setText } from '../dom.js';
import { count, millis, number, texts, timeText } from '../format.js';
import { HeatStrip } from '../heat.js';
import { UNHEARD_MILLIS, fleetSentence } from '../progress.js';

const PAGE = 100;
const collator = new Intl.Collator(undefined, { numeric: true });
const STATES = texts({
  silent: ['bad', 'Silent', 0], stale: ['bad', 'Stale', 1], behind: ['warn', 'Behind', 2], applying: ['good', 'Applying', 3], left: ['quiet', 'Left', 4],
});
const COLUMNS = [
  ['instance', 'Instance', (each) => each.instance], ['service', 'Service', (each) => each.service],
  ['state', 'State', (each) => STATES.get(each.state)?.[2] ?? 5], ['lag', 'Lag', (each) => -lag(each)], ['age', 'Proof', (each) => -(each.ageMillis ?? 0)],
  ['strip', 'Since you opened this page', null], ['entries', 'Entries', (each) => -each.entries], ['skew', 'Clock', (each) => -Math.abs(each.clockSkewMillis ?? 0)],
  ['policy', 'If unknown', (each) => each.failurePolicy], ['version', 'Version', (each) => each.version],
];

/** Seconds that an instance is behind: as old as its last proof when it is not up to date. */
function lag(each) {
  return each.state === 'applying' ? 0 : each.state === 'left' ? -1 : (each.ageMillis ?? 0);
}

/** The row of one instance, which keeps its cells. */
class Row {
  constructor(each) {
    this.strip = new HeatStrip();
    this.name = h('span', {});
    this.note = h('span', { class: 'issuer' });
    this.cells = Object.fromEntries(COLUMNS.slice(1).map(([key]) => [key, h('td', { class: ['lag', 'age', 'entries', 'skew'].includes(key) ? 'numeric' : null })]));
    this.cells.strip.append(this.strip.canvas);
    this.element = h('tr', {}, h('th', { scope: 'row' }, this.name, this.note), COLUMNS.slice(1).map(([key]) => this.cells[key]));
    this.show(each);
  }

  show(each) {
    this.each = each;
    const [tone, text] = STATES.get(each.state) ?? ['quiet', each.state];
    setText(this.name, each.instance);
    setText(this.note, [each.host, each.conflict ? 'two processes under this name' : null, (each.decoders ?? []).length > 0 ? `${count(each.decoders.length, 'decoder')} covered` : null].filter(Boolean).join(' · '));
    setText(this.cells.service, each.service);
    if (this.state !== text) fill(this.cells.state, badge(tone, text));
    this.state = text;
    setText(this.cells.lag, each.state === 'applying' && !(each.ageMillis > UNHEARD_MILLIS) ? 'none' : each.state === 'left' ? '–' : each.ageMillis === undefined ? 'not known' : `≥ ${millis(each.ageMillis)}`);
    setText(this.cells.age, each.ageMillis === undefined ? 'not known' : millis(each.ageMillis));
    setText(this.cells.entries, number(each.entries));
    setText(this.cells.skew, each.clockSkewMillis === undefined ? '–' : `${each.clockSkewMillis > 0 ? '+' : ''}${millis(each.clockSkewMillis)}`);
    setText(this.cells.policy, each.failurePolicy === 'DENY' ? 'refuses' : 'accepts');
    setText(this.cells.version, each.version);
    this.strip.add(tone);
  }
}

export function view(content, { parameters, signal, remember }) {
  let sort = COLUMNS.some(([key, , by]) => key === parameters.get('sort') && by) ? parameters.get('sort') : 'state';
  let filter = parameters.get('filter') ?? '';
  let page = Math.max(0, Number.parseInt(parameters.get('page') ?? '0', 10) || 0);
  let fleet = null;
  const rows = new Map();
  const body = h('tbody', {});
  const heads = COLUMNS.map(([key, text, by]) => h('th', { scope: 'col', class: ['lag', 'age', 'entries', 'skew'].includes(key) ? 'numeric' : null }, by ? h('button', { type: 'button', class: 'sort', onclick: () => change(() => { sort = key; page = 0; }) }, text) : text));
  const sentence = h('p', { class: 'sentence' });
  const hero = h('section', { class: 'hero small', 'data-tone': 'unknown', role: 'status' }, sentence);
  const alarms = h('div', {});
  const place = h('p', { class: 'quiet', role: 'status' });
  const search = h('input', { type: 'search', placeholder: 'Instance, service or host', 'aria-label': 'Instance, service or host', value: filter, oninput: () => change(() => { filter = search.value; page = 0; }) });
  const before = button('Back', () => change(() => { page--; }));
  const after = button('Next', () => change(() => { page++; }));
  const table = h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Instances' }, h('table', { class: 'fleet' },
    h('caption', { class: 'unseen' }, 'Instances'), h('thead', {}, h('tr', {}, heads)), body));
  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Fleet'), h('span', { class: 'gap' }), search), hero, alarms, table, h('div', { class: 'actions' }, before, after, place));

  function change(apply) {
    apply();
    remember({ sort: sort === 'state' ? null : sort, filter, page: page || null });
    show();
  }

  function show() {
    if (!fleet) return;
    heads.forEach((head, index) => head.setAttribute('aria-sort', COLUMNS[index][0] === sort ? 'ascending' : 'none'));
    const by = COLUMNS.find(([key]) => key === sort)[2];
    const wanted = filter.toLowerCase();
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const found = fleet.instances.filter((each) => [each.instance, each.service, each.host].some((text) => text.toLowerCase().includes(wanted)))
      .sort((a, b) => compare(by(a), by(b)) || collator.compare(a.instance, b.instance));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(0, page), pages - 1);
    const onPage = found.slice(page * PAGE, (page + 1) * PAGE).map((each) => rows.get(nameOf(each)));
    const shown = onPage.map((row) => row.element);
    if (shown.length !== body.childElementCount || shown.some((element, index) => body.children[index] !== element)) body.replaceChildren(...shown);
    onPage.forEach((row) => row.strip.draw());
    before.disabled = page === 0;
    after.disabled = page >= pages - 1;
    setText(place, found.length === 0 ? 'No instance is named like this.' : `${number(page * PAGE + 1)} to ${number(page * PAGE + shown.length)} of ${count(found.length, 'instance')}, as of ${timeText(fleet.at)}`);
  }

  poll(2000, signal, async () => {
    fleet = await read('/v1/fleet', { signal });
    const [tone, text] = fleetSentence({ ...fleet, instances: fleet.instances.length, upToDate: fleet.states.applying });
    hero.dataset.tone = tone;
    setText(sentence, fleet.available ? `${text.replace(/\.$/, '')}.` : `What the instances enforce is not known: ${fleet.unavailable}.`);
    const present = new Set();
    for (const each of fleet.instances) {
      present.add(nameOf(each));
      const row = rows.get(nameOf(each));
      if (row) row.show(each);
      else rows.set(nameOf(each), new Row(each));
    }
    for (const name of rows.keys()) if (!present.has(name)) rows.delete(name);
    fill(alarms, fleet.digestMismatches.map((each) => notice('bad', h('strong', {}, 'Two instances hold different revocations: '),
      `${each.first.service}/${each.first.instance} and ${each.other.service}/${each.other.instance}. Which of them is wrong is not known.`)),
    Object.entries(fleet.ignoredReports).filter(([, times]) => times > 0).map(([why, times]) => notice('warn', `${count(times, 'report')} ignored: ${why.replaceAll('_', ' ')}.`)));
    table.hidden = fleet.instances.length === 0;
    if (fleet.instances.length === 0 && fleet.available) {
      fill(alarms, card(null, {}, empty('No instance reports', 'Turn reports on in the services: RevocationList.Builder.reporting, or revocast.report.enabled=true with Spring Boot.')));
    }
    show();
  });
}

function nameOf(each) {
  return JSON.stringify([each.service, each.instance]);
}
