// Every instance, those that need attention first. Rows are made when they are shown, and only changed cells are written.

import { poll, read } from '../api.js';
import { badge, button, card, empty, facts, fill, fillChanged, h, notice, setText } from '../dom.js';
import { count, millis, number, sentence, texts, timeText } from '../format.js';
import { freshness } from '../freshness.js';
import { HeatStrip, palette } from '../heat.js';
import { UNHEARD_MILLIS, fleetHero, fleetSentence } from '../progress.js';

const PAGE = 100;
const collator = new Intl.Collator('en', { numeric: true });
const STATES = texts({
  silent: ['bad', 'Silent', 0], other_topic: ['bad', 'Other topic', 1], stale: ['bad', 'Stale', 2], behind: ['warn', 'Behind', 3],
  applying: ['good', 'Applying', 4], left: ['quiet', 'Left', 5],
});
// Each has a name, a text, what it means, and what it is sorted by.
const COLUMNS = [
  ['instance', 'Instance', 'The name that the instance gave itself, and its host', (each) => each.instance],
  ['service', 'Service', 'The service that it belongs to', (each) => each.service],
  ['state', 'State', 'Whether it enforces everything published. Those that need attention come first', (each) => STATES.get(each.state)?.[2] ?? 6],
  ['lag', 'Lag', 'How long it has been behind at least; none when it has applied everything', (each) => -lag(each)],
  ['age', 'Since proof', 'The time since it last proved that it had read everything', (each) => -(each.ageMillis ?? 0)],
  ['strip', 'State over time', 'Its last 60 states, one every two seconds. Higher bars are worse', null],
  ['entries', 'Entries', 'The live revocations that it holds', (each) => -(each.entries ?? 0)],
  ['skew', 'Clock ahead', 'How far its clock is ahead of that of the brokers', (each) => -Math.abs(each.clockSkewMillis ?? 0)],
  ['policy', 'Without proof it', 'What it does with a token while it cannot prove that it is current', (each) => each.failurePolicy],
  ['version', 'Version', 'The version of the library', (each) => each.version],
];
const NUMERIC = ['lag', 'age', 'entries', 'skew'];

function classOf(key) {
  return NUMERIC.includes(key) ? 'numeric' : key === 'strip' ? 'long' : null;
}

/** Milliseconds that an instance is behind: as old as its last proof when it is not up to date. */
function lag(each) {
  return each.state === 'applying' ? 0 : each.state === 'left' ? -1 : (each.ageMillis ?? 0);
}

/** One instance, and its row when that was shown, which keeps its cells. */
class Row {
  constructor() {
    this.strip = new HeatStrip();
    this.element = null;
  }

  /** Learns what the instance reports now, and which instance holds other revocations, if any. */
  learn(each, differing) {
    this.each = each;
    this.differing = differing;
    this.strip.add(STATES.get(each.state)?.[0] ?? 'quiet');
  }

  make() {
    this.name = h('span', {});
    this.note = h('span', { class: 'issuer' });
    this.cells = Object.fromEntries(COLUMNS.slice(1).map(([key, text]) => [key, h('td', { class: classOf(key), 'data-label': text })]));
    this.element = h('tr', {}, h('th', { scope: 'row' }, this.name, this.note), COLUMNS.slice(1).map(([key]) => this.cells[key]));
  }

  /** Writes what changed and returns the row. */
  show(colours) {
    if (!this.element) this.make();
    const { each } = this;
    const [tone, text] = STATES.get(each.state) ?? ['quiet', each.state];
    setText(this.name, each.instance);
    setText(this.note, [each.host, each.state === 'other_topic' ? `reads ${each.topic ?? 'another topic'}` : null, each.conflict ? 'two processes under this name' : null, this.differing ? `holds other revocations than ${this.differing}` : null, (each.decoders ?? []).length > 0 ? `${count(each.decoders.length, 'decoder')} covered` : null].filter(Boolean).join(' · '));
    setText(this.cells.service, each.service);
    if (this.state !== text) fill(this.cells.state, badge(tone, text));
    this.state = text;
    setText(this.cells.lag, each.state === 'applying' && !(each.ageMillis > UNHEARD_MILLIS) ? 'none' : each.state === 'left' ? '–' : each.ageMillis === undefined ? 'not known' : `≥ ${millis(each.ageMillis)}`);
    setText(this.cells.age, each.ageMillis === undefined ? 'not known' : millis(each.ageMillis));
    setText(this.cells.entries, number(each.entries));
    setText(this.cells.skew, each.clockSkewMillis === undefined ? '–' : `${each.clockSkewMillis > 0 ? '+' : ''}${millis(each.clockSkewMillis)}`);
    setText(this.cells.policy, each.failurePolicy === 'DENY' ? 'refuses' : 'accepts');
    setText(this.cells.version, each.version);
    const canvas = this.strip.draw(colours);
    if (!canvas.isConnected) this.cells.strip.replaceChildren(canvas);
    return this.element;
  }
}

export function view(content, { parameters, signal, remember }) {
  let sort = COLUMNS.some(([key, , , by]) => key === parameters.get('sort') && by) ? parameters.get('sort') : 'state';
  let reversed = parameters.has('reversed');
  let filter = parameters.get('filter') ?? '';
  let page = Math.max(0, Number.parseInt(parameters.get('page') ?? '0', 10) || 0);
  let fleet = null;
  const rows = new Map();
  const body = h('tbody', {});
  const sortBy = (key) => change(() => {
    // A second click reverses the order.
    reversed = sort === key && !reversed;
    sort = key;
    page = 0;
  });
  const heads = COLUMNS.map(([key, text, , by]) => h('th', { scope: 'col', class: classOf(key) }, by ? h('button', { type: 'button', class: 'sort', onclick: () => sortBy(key) }, text) : text));
  const [hero, showSentence] = fleetHero('hero small');
  const alarms = h('div', {});
  const place = h('span', { role: 'status' });
  const asOf = h('span', {});
  fill(body, h('tr', {}, h('td', { colspan: COLUMNS.length }, h('div', { class: 'skeleton' }))));
  const search = h('input', { type: 'search', placeholder: 'Instance, service or host', 'aria-label': 'Instance, service or host', value: filter, oninput: () => change(() => { filter = search.value; page = 0; }) });
  const before = button('Previous', () => change(() => { page--; }));
  const after = button('Next', () => change(() => { page++; }));
  const table = h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Instances' }, h('table', { class: 'fleet' },
    h('caption', { class: 'unseen' }, 'Instances'), h('thead', {}, h('tr', {}, heads)), body));
  const [notCurrent, showOutcome] = freshness(content);
  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Fleet'), h('span', { class: 'gap' }), search), notCurrent, hero, alarms, table,
    h('div', { class: 'actions' }, before, after, h('p', { class: 'quiet' }, place, asOf)),
    h('details', {}, h('summary', {}, 'What the columns mean'), facts(COLUMNS.map(([, text, meaning]) => [text, sentence(meaning)]))));

  function change(apply) {
    apply();
    remember({ sort: sort === 'state' ? null : sort, reversed: reversed ? 1 : null, filter, page: page || null });
    show();
  }

  function show() {
    if (!fleet) return;
    heads.forEach((head, index) => head.setAttribute('aria-sort', COLUMNS[index][0] !== sort ? 'none' : NUMERIC.includes(sort) !== reversed ? 'descending' : 'ascending'));
    const by = COLUMNS.find(([key]) => key === sort)[3];
    const wanted = filter.toLowerCase();
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0) * (reversed ? -1 : 1);
    const found = fleet.instances.filter((each) => [each.instance, each.service, each.host].some((text) => text.toLowerCase().includes(wanted)))
      .sort((a, b) => compare(by(a), by(b)) || collator.compare(a.instance, b.instance));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(Math.max(0, page), pages - 1);
    const colours = palette();
    const shown = found.slice(page * PAGE, (page + 1) * PAGE).map((each) => rows.get(nameOf(each)).show(colours));
    if (shown.length !== body.childElementCount || shown.some((element, index) => body.children[index] !== element)) body.replaceChildren(...shown);
    before.disabled = page === 0;
    after.disabled = page >= pages - 1;
    setText(place, found.length === 0 ? 'No instance passes this filter.' : `${number(page * PAGE + 1)} to ${number(page * PAGE + shown.length)} of ${count(found.length, 'instance')}`);
    setText(asOf, found.length === 0 ? '' : `, as of ${timeText(fleet.at)}.`);
  }

  poll(2000, signal, async () => {
    fleet = await read('/v1/fleet', { signal });
    const [tone, text, more = ''] = fleetSentence({ ...fleet, instances: fleet.instances.length, upToDate: fleet.states.applying });
    showSentence(tone, fleet.available ? text : `What the instances enforce is not known: ${fleet.unavailable}`, `${more}.`);
    const differing = new Map(fleet.digestMismatches.flatMap(({ first, other }) => [[nameOf(first), other.instance], [nameOf(other), first.instance]]));
    const present = new Set();
    for (const each of fleet.instances) {
      present.add(nameOf(each));
      const name = nameOf(each);
      if (!rows.has(name)) rows.set(name, new Row());
      rows.get(name).learn(each, differing.get(name));
    }
    for (const name of rows.keys()) if (!present.has(name)) rows.delete(name);
    table.hidden = fleet.instances.length === 0;
    fillChanged(alarms, [fleet.digestMismatches, fleet.ignoredReports, table.hidden && fleet.available], showAlarms);
    show();
  }, (failure, succeeded) => {
    showOutcome(failure, succeeded);
    if (failure && !fleet) {
      showSentence('unknown', 'Not known', '.');
      fill(body);
    }
  });
}

function showAlarms([mismatches, ignored, noReports]) {
  if (noReports) return card(null, {}, empty('No instance reports', 'Turn reports on in the services: RevocationList.Builder.reporting, or revocast.report.enabled=true with Spring Boot.'));
  return [mismatches.map((each) => notice('bad', h('strong', {}, 'Two instances hold different revocations: '),
    `${each.first.service}/${each.first.instance} and ${each.other.service}/${each.other.instance}. Which of them is wrong is not known. `
      + 'Restart both. If they still differ, look for a report that another program wrote.')),
  Object.entries(ignored).filter(([, times]) => times > 0).map(([why, times]) => notice('warn', `${count(times, 'report')} ignored since the publisher started: ${why.replaceAll('_', ' ')}.`))];
}

function nameOf(each) {
  return JSON.stringify([each.service, each.instance]);
}
