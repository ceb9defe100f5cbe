// Each change as it happens, and how far it has spread. Changes are drawn four times a second, however many come.

import { latest, onConnection, poll, read } from '../api.js';
import { follow } from '../events.js';
import { button, empty, fill, h, notice, setText } from '../dom.js';
import { ago, count, now, sentence, showTimes, texts, time } from '../format.js';
import { kindText, nameOf } from '../kinds.js';
import { appliedOf, followProgress } from '../progress.js';
import { bar } from '../wave.js';

const MOST_ROWS = 200;
const DRAW_MILLIS = 250;
const SHOWN_AT_FIRST = 20;
// Publishers date revocations by their own clocks.
const CLOCK_MILLIS = 60_000;
const STATES = texts({ live: ['good', 'Live'], waiting: ['warn', 'Reconnecting'], refused: ['bad', 'Not allowed'] });

/** A change and the row that shows it. The row is made when the change is drawn. */
class Change {
  constructor(name, json) {
    this.reinstated = name === 'reinstated';
    this.json = json;
    this.target = this.reinstated ? json.target ?? json : json.target;
    this.text = [kindText(this.target), nameOf(this.target), this.target.issuer, json.reason, json.by].join(' ').toLowerCase();
    this.spread = false;
    this.live = true;
    this.name = JSON.stringify([this.target.kind, this.target.issuer, this.target.name, this.target.pointer, nameOf(this.target)]);
  }

  row() {
    const { json, target } = this;
    const name = json.id && !this.reinstated ? h('a', { href: `#/revocations/${json.id}` }, nameOf(target)) : h('span', {}, nameOf(target));
    this.bar = this.reinstated || !this.live ? null : bar();
    this.end = h('span', { class: 'quiet end' });
    this.element = h('li', { class: this.reinstated ? 'change taken-back' : 'change' },
      h('span', { class: 'when' }, time(json.at ?? new Date(now()).toISOString())),
      h('span', { class: 'kind' }, this.reinstated ? `Reinstated ${kindText(target).toLowerCase()}` : kindText(target)),
      h('span', { class: 'what' }, name, h('span', { class: 'issuer' }, target.issuer)),
      h('span', { class: 'why' }, json.reason ?? '', json.by ? h('span', { class: 'quiet' }, ` by ${json.by}`) : null),
      this.bar?.element ?? h('span', { class: 'quiet' }, this.reinstated ? 'reinstated' : 'no longer live'), this.end);
    return this.element;
  }

  /** Shows how many instances have it. A wave that is complete stays complete. */
  spreadTo(progress) {
    if (!this.bar || this.spread) return;
    const all = progress?.counted ?? 0;
    const applied = appliedOf(progress, this.json.receipt);
    this.bar.show(applied, all);
    this.spread = applied !== null && all > 0 && applied >= all;
  }

  /** Shows that it is no longer live: it has ended, or was taken back. */
  gone() {
    if (this.reinstated || !this.live) return;
    this.live = false;
    this.bar?.element.replaceWith(h('span', { class: 'quiet' }, 'no longer live'));
    this.bar = null;
    if (this.end) setText(this.end, '');
  }

  age() {
    if (!this.json.expiresAt || !this.live) return;
    if (Date.parse(this.json.expiresAt) <= now()) this.gone();
    else setText(this.end, `ends ${ago(this.json.expiresAt)}`);
  }
}

export function view(content, { parameters, signal, remember }) {
  const changes = [];
  let arrived = [];
  // How many wait to be drawn. The page keeps the newest of them.
  let waiting = 0;
  // Whether the list of what was revoked before has been read.
  let begun = false;
  let paused = false;
  let progress = null;
  let seen = 0;
  const places = new Set();
  // When the newest revocation was made that this page knows.
  let newest = 0;
  let filter = (parameters.get('filter') ?? '').toLowerCase();

  const list = h('ol', { class: 'feed' });
  const log = h('div', { role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', 'aria-label': 'Changes' }, list);
  const state = h('span', { class: 'badge quiet', role: 'status' }, 'Connecting');
  const why = h('span', { class: 'quiet' });
  const total = h('span', { class: 'quiet' });
  const none = h('div', {});
  const pause = button('Pause', () => {
    paused = !paused;
    setText(pause, paused ? 'Continue' : 'Pause');
    pause.setAttribute('aria-pressed', String(paused));
    draw();
  });
  const search = h('input', {
    type: 'search', value: parameters.get('filter') ?? '', placeholder: 'Filter', 'aria-label': 'Filter by kind, name, issuer, reason or credential',
    oninput: () => {
      filter = search.value.toLowerCase();
      remember({ filter: search.value });
      changes.forEach((each) => showTimes(each.element));
      fill(list, changes.filter((each) => each.text.includes(filter)).map((each) => each.element));
      showNone();
    },
  });
  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Live feed'), state, why, total, h('span', { class: 'gap' }), search, pause), none, log);

  function showNone() {
    none.hidden = list.childElementCount > 0;
    fill(none, changes.length > 0 ? empty('No change passes the filter', `The filter hides ${count(changes.length, 'change')}.`)
      : !begun ? empty('Loading …') : empty('Nothing yet', 'The next revocation appears here within milliseconds. Heartbeats are not shown.'));
  }
  showNone();

  /** Rows of more changes than the list holds are never made. */
  function draw() {
    if (paused || arrived.length === 0) {
      setText(total, paused && waiting > 0 ? `${count(waiting, 'more change')} while paused` : `${count(seen, 'change')} since you opened this page`);
      return;
    }
    const fresh = arrived.slice(-MOST_ROWS).reverse();
    arrived = [];
    waiting = 0;
    list.prepend(...rowsOf(fresh));
    changes.unshift(...fresh);
    changes.splice(MOST_ROWS).forEach((old) => old.element.remove());
    showNone();
    setText(total, `${count(seen, 'change')} since you opened this page`);
  }

  /** Makes the rows of changes; returns those that pass the filter. */
  function rowsOf(some) {
    for (const change of some) {
      change.row();
      change.spreadTo(progress);
      change.age();
    }
    return some.filter((each) => each.text.includes(filter)).map((each) => each.element);
  }

  /** Returns a change, or null for a record that the page has already. */
  function changeOf(name, json) {
    const place = json.receipt && name === 'revoked' ? `${json.receipt.topicId}/${json.receipt.partition}/${json.receipt.offset}` : null;
    if (place && places.has(place)) return null;
    if (place) places.add(place);
    if (places.size > 5 * MOST_ROWS) places.delete(places.values().next().value);
    newest = Math.max(newest, Date.parse(json.at) || 0);
    return new Change(name, json);
  }

  function add(name, json) {
    const change = changeOf(name, json);
    if (!change) return;
    waiting++;
    if (change.reinstated) [...changes, ...arrived].filter((each) => each.name === change.name).forEach((each) => each.gone());
    arrived.push(change);
    // A page in the background draws nothing: it keeps what it would show.
    if (arrived.length > 2 * MOST_ROWS) arrived = arrived.slice(-MOST_ROWS);
  }

  /**
   * Adds what was revoked meanwhile and is not here yet, because an id of an event names one partition, and the others may
   * have gone on. Marks what is no longer live: the stream does not repeat a reinstatement.
   */
  function catchUp(page, since, known) {
    const live = new Set(page.revocations.map((each) => each.id));
    const reach = page.next ? Date.parse(page.revocations.at(-1).at) : 0;
    page.revocations.filter((each) => Date.parse(each.at) >= since).reverse().forEach((each) => add('revoked', each));
    known.filter((each) => !live.has(each.json.id) && Date.parse(each.json.at) > reach).forEach((each) => each.gone());
  }

  /** Shows what was revoked before, below what has arrived meanwhile. */
  function begin(page) {
    begun = true;
    const older = page.revocations.map((each) => changeOf('revoked', each)).filter(Boolean);
    list.append(...rowsOf(older));
    changes.push(...older);
    changes.splice(MOST_ROWS).forEach((old) => old.element.remove());
    showNone();
  }

  const attempt = latest(signal);
  let since = null;

  /** Reads what the stream does not tell, until that succeeds or the stream is interrupted again. */
  function complete() {
    since ??= newest - CLOCK_MILLIS;
    const end = new AbortController();
    const own = AbortSignal.any([attempt(), end.signal]);
    poll(2000, own, async () => {
      const known = [...changes, ...arrived];
      const page = await read(`/v1/revocations?limit=${begun ? 1000 : SHOWN_AT_FIRST}`, { signal: own });
      if (begun && page.stale) return;
      if (begun) catchUp(page, since, known);
      else begin(page);
      since = null;
      end.abort();
    }, (failure) => {
      if (failure && !begun) fill(none, notice('warn', sentence(`What was revoked before is not known yet: ${failure.message}`)));
    });
  }

  let stream = 'waiting';
  function showState(next) {
    const [tone, text] = STATES.get(next);
    state.className = `badge ${tone}`;
    setText(state, text);
  }

  follow(signal, (name, json) => {
    seen++;
    add(name, json);
  }, (next, failure) => {
    if (next === 'live') complete();
    stream = next;
    showState(next);
    setText(why, failure ? sentence(failure.message) : '');
  });
  // A stream over a dead connection does not notice; the requests beside it do.
  signal.addEventListener('abort', onConnection((next) => showState(['connected', 'forbidden'].includes(next) ? stream : 'waiting')));
  followProgress(signal, (next) => {
    progress = next;
    changes.forEach((each) => each.spreadTo(progress));
  }, () => {
    progress = null;
    changes.forEach((each) => each.spreadTo(progress));
  });
  const drawing = setInterval(draw, DRAW_MILLIS);
  const ageing = setInterval(() => changes.forEach((each) => each.age()), 5000);
  signal.addEventListener('abort', () => {
    clearInterval(drawing);
    clearInterval(ageing);
  });
}
