// The live revocations, page by page, and one of them in detail.

import { Failure, latest, read, settled } from '../api.js';
import { button, card, empty, facts, field, fill, h, labelled, table } from '../dom.js';
import { ago, count, now, sentence, time } from '../format.js';
import { KINDS, addressOf, kindText, nameOf, targetElement } from '../kinds.js';
import { problem, undoWithReason } from '../reinstate.js';
import { waveOf } from '../wave.js';

const PAGE = 100;
const HEADS = ['Kind', 'Name', 'Reason', 'By', 'Since', 'Ends'];

export function view(content, context) {
  const id = context.path.split('/')[2];
  if (id) showOne(content, id, context);
  else showList(content, context);
}

function showList(content, { session, parameters, signal, remember, may }) {
  const body = h('tbody', {});
  const state = h('p', { class: 'quiet', role: 'status' });
  const later = button('Older', () => load(next));
  const first = button('Newest', () => load(null));
  let next = null;
  later.disabled = true;
  first.disabled = true;
  fill(body, h('tr', {}, h('td', { colspan: 6, class: 'quiet' }, 'Loading …')));
  const typed = settled(() => load(null), signal);
  const kind = h('select', { oninput: typed }, [['', { many: 'Every kind' }], ...KINDS].map(([value, { many }]) => h('option', { value, selected: value === parameters.get('kind') }, value === 'claim' ? 'Claims of every name' : many)));
  const input = (name, list) => h('input', { type: 'search', list, value: parameters.get(name) ?? '', oninput: typed });
  const issuer = input('issuer', 'issuers');
  const name = input('name');
  const value = input('value');

  const begin = latest(signal);

  async function load(cursor) {
    const own = begin();
    const filters = { kind: kind.value, issuer: issuer.value, name: KINDS.get(kind.value)?.claim ? '' : name.value, value: value.value };
    remember(filters);
    const { kind: api, claim } = KINDS.get(kind.value) ?? { kind: '' };
    name.disabled = claim !== undefined;
    const asked = { ...filters, kind: api, ...(claim ? { name: claim } : {}) };
    const query = new URLSearchParams([...Object.entries(asked).filter(([, each]) => each), ['limit', PAGE], ...(cursor ? [['cursor', cursor]] : [])]);
    body.setAttribute('aria-busy', 'true');
    try {
      const page = await read(`/v1/revocations?${query}`, { signal: own });
      next = page.next ?? null;
      fill(body, page.revocations.map((each) => labelled(HEADS, row(each))));
      fill(state, page.revocations.length === 0 ? null
        : [`${count(page.revocations.length, 'revocation')}${next ? ', and there are older ones' : cursor ? ', the oldest' : ''}, as of `, time(now()), page.stale ? sentence(`. The list is not current: ${page.stale}`) : '.']);
      if (page.revocations.length === 0) fill(body, h('tr', {}, h('td', { colspan: 6 }, empty('Nothing is revoked here', 'No live revocation passes these filters.'))));
      later.disabled = !next;
      first.disabled = !cursor;
    } catch (failure) {
      if (own.aborted) return;
      if (!(failure instanceof Failure)) throw failure;
      next = null;
      state.textContent = '';
      later.disabled = true;
      first.disabled = false;
      fill(body, h('tr', {}, h('td', { colspan: 6 }, problem(failure))));
    } finally {
      if (!own.aborted) body.removeAttribute('aria-busy');
    }
  }

  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Revocations'), h('span', { class: 'gap' }),
    may(':write') ? h('a', { class: 'button primary', href: '#/revoke' }, 'Revoke') : null),
  h('div', { class: 'filters' }, field('filter-kind', 'Kind', kind), field('filter-issuer', 'Issuer', issuer), field('filter-name', 'Claim', name), field('filter-value', 'Exact jti, value or kid', value), h('datalist', { id: 'issuers' }, session.knownIssuers.map((each) => h('option', { value: each.issuer })))),
  table('Live revocations', HEADS, body), state, h('div', { class: 'actions' }, first, later));
  load(null);
}

function row(each) {
  return h('tr', {}, h('td', {}, kindText(each.target)),
    h('th', { scope: 'row' }, h('a', { href: `#/revocations/${each.id}` }, nameOf(each.target)), h('span', { class: 'issuer' }, each.target.issuer)),
    h('td', {}, each.reason ?? '–'), h('td', {}, each.by ?? '–'), h('td', {}, time(each.at)), h('td', {}, ago(each.expiresAt), h('span', { class: 'issuer' }, time(each.expiresAt))));
}

async function showOne(content, id, { may, signal }) {
  fill(content, h('h1', {}, 'Revocation'), h('div', { class: 'skeleton tall' }));
  try {
    const one = await read(`/v1/revocations/${encodeURIComponent(id)}`, { signal });
    const answer = h('div', {});
    const wave = waveOf(one.id, signal);
    fill(content, h('h1', {}, 'Revocation'),
      h('div', { class: 'columns two' },
        card(null, {}, h('p', { class: 'title' }, targetElement(one.target)), facts([
          ['Id', h('code', {}, one.id)], ['Since', time(one.at)], ['Ends', [time(one.expiresAt), ` (${ago(one.expiresAt)})`]],
          one.issuedBefore ? ['Tokens issued until', time(one.issuedBefore)] : null, one.authBefore ? ['Logins until', time(one.authBefore)] : null,
          ['By', one.by ?? 'not known'], ['Reason', one.reason ?? '–'], one.note ? ['Note', one.note] : null,
          ['Record', h('code', {}, `${one.receipt.partition}/${one.receipt.offset} of ${one.receipt.topicId}`)],
        ]), answer, h('div', { class: 'actions' }, may('revocation:reinstate') ? undoWithReason(one, { answer, wave, signal }) : null,
          h('a', { class: 'button', href: addressOf('/explain', one.target) }, 'Explain a token of it'))),
        card('How it spread', {}, wave)));
  } catch (failure) {
    if (failure.name === 'AbortError') return;
    if (!(failure instanceof Failure)) throw failure;
    fill(content, h('h1', {}, 'Revocation'), failure.status === 404
      ? empty('No longer live', may('revocation:audit') ? ['It has ended, or a caller reinstated it. ', h('a', { href: '#/audit?action=reinstate' }, 'Reinstatements in the audit')] : 'It has ended, or a caller reinstated it.') : problem(failure));
  }
}
