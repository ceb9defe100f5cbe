// Who did what, when, and whether it was allowed. The newest entries first.

import { Failure, latest, read, settled } from '../api.js';
import { badge, button, empty, field, fill, h, labelled, notice, table } from '../dom.js';
import { count, localInput, now, number, texts, time } from '../format.js';
import { targetElement } from '../kinds.js';
import { problem } from '../reinstate.js';

const PAGE = 100;
const DECISIONS = texts({ granted: ['quiet', 'Allowed'], confirmed: ['good', 'Done'], refused: ['warn', 'Refused'], failed: ['bad', 'Failed'] });
// The publisher reads the audit for ten seconds at most.
const LIMIT_MILLIS = 20_000;
const HEADS = ['Time', 'Credential', 'Action', 'Decision', 'Targets', 'Reason'];
const ACTIONS = ['revoke', 'reinstate', 'authenticate', 'reseed', 'accept_loss', 'repair'];

function option(value, text, chosen) {
  return h('option', { value, selected: value === chosen }, text);
}

export function view(content, { session, may, parameters, signal, remember }) {
  if (!session.audit) {
    fill(content, h('h1', {}, 'Audit'), empty('There is no audit', 'This publisher runs with audit.topic=none.'));
    return;
  }
  const body = h('tbody', {});
  const state = h('p', { class: 'quiet', role: 'status' });
  const verdict = h('div', { 'aria-live': 'polite' });
  const typed = settled(() => load(null), signal);
  const input = (name) => h('input', { type: 'search', value: parameters.get(name) ?? '', oninput: typed });
  const instant = (name) => h('input', { type: 'datetime-local', step: 1, value: localInput(parameters.get(name)), oninput: typed });
  const filters = {
    actor: input('actor'), target: input('target'),
    action: h('select', { oninput: typed }, option('', 'Every action', ''), ACTIONS.map((each) => option(each, each.replace('_', ' '), parameters.get('action')))),
    decision: h('select', { oninput: typed }, option('', 'Every decision', ''), [...DECISIONS].map(([each, [, text]]) => option(each, text, parameters.get('decision')))),
    from: instant('from'), to: instant('to'),
  };
  const labels = { actor: 'Credential', target: 'Exact jti, value, kid or issuer', action: 'Action', decision: 'Decision', from: 'From (local time)', to: 'Until (local time)' };
  let next = null;
  // A request whose outcome stands at the end of one page has its intent on the next.
  let shown = new Set();
  fill(body, h('tr', {}, h('td', { colspan: 6, class: 'quiet' }, 'Loading …')));
  const newest = button('Newest', () => load(null));
  const older = button('Older', () => load(next));
  newest.disabled = true;
  older.disabled = true;

  const begin = latest(signal);
  // A field has neither fractions nor the two hours of one name at the end of summer time.
  const exact = (name, value) => (value === localInput(parameters.get(name)) ? parameters.get(name) : new Date(value).toISOString());

  async function load(before) {
    const own = begin();
    const values = Object.fromEntries(Object.entries(filters).map(([name, { type, value }]) => [name, type === 'datetime-local' && value ? exact(name, value) : value]));
    remember(values);
    const query = new URLSearchParams([['order', 'newest'], ['limit', PAGE], ...(before ? [['before', before]] : []),
      ...Object.entries(values).filter(([, value]) => value)]);
    body.setAttribute('aria-busy', 'true');
    try {
      const page = await read(`/v1/audit?${query}`, { signal: own, limit: LIMIT_MILLIS });
      next = page.next ?? null;
      const groups = requestsOf(page.entries, before ? shown : new Set());
      shown = new Set(groups.map(requestOf));
      fill(body, groups.length === 0 ? h('tr', {}, h('td', { colspan: 6 }, empty('No entry', next ? 'None of these passes the filters. There are older ones.' : 'No entry passes these filters.'))) : groups.map((each) => labelled(HEADS, row(each, may))));
      fill(state, page.entries.length === 0 ? null : [`${count(page.entries.length, 'entry', 'entries')} of ${count(groups.length, 'request')}${next ? ', and there are older ones' : ''}, as of `, time(now()), '.']);
      older.disabled = !next;
      newest.disabled = !before;
    } catch (failure) {
      if (own.aborted) return;
      if (!(failure instanceof Failure)) throw failure;
      next = null;
      shown = new Set();
      state.textContent = '';
      older.disabled = true;
      newest.disabled = false;
      fill(body, h('tr', {}, h('td', { colspan: 6 }, problem(failure))));
    } finally {
      if (!own.aborted) body.removeAttribute('aria-busy');
    }
  }

  const verify = button('Verify the chains', async () => {
    verify.disabled = true;
    fill(verdict, notice('info', 'Reading the whole audit …'));
    try {
      fill(verdict, verification(await read('/v1/audit/verification', { signal, limit: 90_000 })));
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (!(failure instanceof Failure)) throw failure;
      fill(verdict, problem(failure));
    } finally {
      verify.disabled = false;
    }
  });

  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Audit'), h('span', { class: 'gap' }), verify), verdict, h('div', { class: 'filters' }, Object.entries(filters).map(([name, each]) => field(`filter-${name}`, labels[name], each))),
    table('Audit entries', HEADS, body), state, h('div', { class: 'actions' }, newest, older));
  load(null);
}

function requestOf([entry]) {
  return `${entry.requestId} ${entry.action}`;
}

/** The entries of each request together, the newest first: its outcome, then its intent. Large lists have several of each. */
function requestsOf(entries, shown) {
  const groups = new Map();
  for (const entry of entries) {
    const name = requestOf([entry]);
    if (!shown.has(name)) groups.set(name, [...groups.get(name) ?? [], entry]);
  }
  return [...groups.values()];
}

/** The outcome has receipts, and the intent has the reason. */
function row(entries, may) {
  const [entry] = entries;
  const first = entries.at(-1);
  const [tone, text] = DECISIONS.get(entry.decision) ?? ['quiet', entry.decision];
  const subjects = entries.filter((each) => each.decision === entry.decision).flatMap((each) => each.subjects ?? []);
  return h('tr', {}, h('td', {}, time(first.at)), h('th', { scope: 'row' }, entry.actor), h('td', {}, entry.action.replace('_', ' ')),
    h('td', {}, badge(tone, text), entriesOf(entries)),
    h('td', {}, subjects.slice(0, 3).map((each) => h('div', {}, subject(each, may), each.outcome ? h('span', { class: 'quiet' }, ` ${each.outcome}`) : null)), subjects.length > 3 ? h('span', { class: 'quiet' }, `and ${number(subjects.length - 3)} more`) : null),
    h('td', {}, entry.reason ?? first.reason ?? '', entry.detail ? h('span', { class: 'issuer' }, entry.detail) : null));
}

/** A target of a request; one that this publisher cannot read, as the audit has it. */
function subject({ id, target, key }, may) {
  const element = target ? targetElement(target) : h('code', {}, key);
  return id && may('revocation:read') ? h('a', { href: `#/revocations/${id}` }, element) : element;
}

/** The entries of a request, in the order in which they were written. */
function entriesOf(entries) {
  return h('details', { class: 'entries' }, h('summary', {}, count(entries.length, 'entry', 'entries')),
    h('ol', {}, [...entries].reverse().map((each) => h('li', {}, `Offset ${each.offset}: ${each.decision}, `, time(each.at)))),
    h('span', { class: 'issuer' }, 'Request ', h('code', {}, entries[0].requestId)));
}

function verification({ intact, complete, entries, chains, breaks, allBreaks }) {
  if (intact && complete) return notice('good', `Intact: ${count(entries, 'entry', 'entries')} in ${count(chains, 'chain')}, none missing or altered.`);
  if (intact) return notice('warn', `No break in the ${count(entries, 'entry', 'entries')} that were read, but the verification did not reach the end in time.`);
  const shown = breaks.slice(0, 20);
  return notice('bad', h('strong', {}, `${count(allBreaks, 'break')}. `), allBreaks > shown.length ? `The first ${shown.length} of ${number(allBreaks)}:` : null, h('ul', {}, shown.map((each) => h('li', {}, `${each.kind} at offset ${each.offset}: ${each.what}`))));
}
