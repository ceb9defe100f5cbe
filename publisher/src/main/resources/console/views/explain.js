// Why is a token refused, or why not: by which revocation, by whom, until when, and what each instance says.

import { Failure, latest, read } from '../api.js';
import { button, card, empty, facts, field, fill, h, notice, placeholder } from '../dom.js';
import { ago, now, sentence, texts, time } from '../format.js';
import { addressOf, targetElement } from '../kinds.js';
import { decode, fingerprint, numberOf, objectOf } from '../jwt.js';
import { fleetSentence } from '../progress.js';
import { problem, undoWithReason } from '../reinstate.js';
import { waveOf } from '../wave.js';

const VERDICTS = texts({
  revoked: ['bad', 'Refused', 'A live revocation matches this token.'],
  not_revoked: ['unknown', 'Not revoked', 'No live revocation matches this token. Its signature, audience and expiry are not checked here.'],
  unknown: ['warn', 'Not known', 'The publisher cannot tell now.'],
});

const READING = 'The publisher is still reading the topic.';
// Why a verdict is not known.
const REASONS = texts({
  starting: READING, replaying: READING, rebuilding: READING,
  stale: 'The publisher cannot prove that it is current.',
  over_limit: 'The list is full (maxEntries).',
  closed: 'The publisher is stopping.',
  no_issuer: 'The token has no iss, so no revocation can name it.',
  missing_claim: 'The token lacks a claim that services require.',
  unreadable_token: 'The token cannot be read.',
});

/** The parts of a token that a target names, in the order of a token. */
function partsOfTarget({ kind, issuer, jti = '', fingerprint: hash, kid, name = 'sub', value = '', pointer }) {
  const steps = (pointer ?? '').split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const nested = steps.reduceRight((inner, step) => Object.fromEntries([[step, inner]]), value);
  return {
    iss: issuer, ...(hash ? { fingerprint: hash } : { jti }), ...(kid ? { kid } : {}),
    claims: kind === 'path' ? nested : Object.fromEntries([[name, value]]),
  };
}

/** The parts of a token that a check needs. The publisher judges them, also an iat that is no number. */
async function partsOf(decoded) {
  const { iss, jti, iat, ...claims } = decoded.claims;
  if (typeof iss !== 'string') throw new Error('This token has no iss, so no revocation can name it.');
  return {
    iss, ...(typeof jti === 'string' ? { jti } : { fingerprint: await fingerprint(decoded) }),
    ...(typeof decoded.header.kid === 'string' ? { kid: decoded.header.kid } : {}), ...(iat === undefined ? {} : { iat }), claims,
  };
}

export function view(content, { session, may, parameters, signal }) {
  const token = h('textarea', { rows: 4, class: 'token', spellcheck: 'false', autocomplete: 'off' });
  const before = 'Whether services accept this token appears here: by which revocation it is refused, by whom, until when, and what each instance says.';
  const verdict = h('div', { role: 'status' });
  const result = h('div', { class: 'page' }, placeholder(before));
  const [known, ...others] = session.knownIssuers;
  const named = { issuer: known && others.length === 0 ? known.issuer : '', ...Object.fromEntries(parameters) };
  const parts = h('textarea', { rows: 7, spellcheck: 'false', class: 'token', value: JSON.stringify(partsOfTarget(named), null, 2) });
  const begin = latest(signal);

  const show = (hero, ...rest) => {
    fill(verdict, hero);
    fill(result, rest);
  };
  const ask = async (body, decoded, waves) => {
    show(null, h('div', { class: 'skeleton tall' }));
    try {
      const [explanation, progress] = await Promise.all([read('/v1/check', { method: 'POST', body, signal: waves }), read('/v1/fleet', { signal: waves }).catch(() => null)]);
      if (!waves.aborted) show(...answer(explanation, decoded, progress, { session, may, body, signal: waves, outdated: () => outdated(body, decoded) }));
    } catch (failure) {
      if (waves.aborted) return;
      if (!(failure instanceof Failure)) throw failure;
      show(null, problem(failure));
    }
  };
  const outdated = (body, decoded) => fill(verdict, hero('unknown', 'Outdated', 'This was the answer before the reinstatement.'),
    h('div', { class: 'actions' }, button('Explain again', () => ask(body, decoded, begin()))));
  token.addEventListener('input', async () => {
    const own = begin();
    if (!token.value.trim()) {
      show(null, placeholder(before));
      return;
    }
    try {
      const decoded = decode(token.value);
      const body = await partsOf(decoded);
      if (!own.aborted) await ask(body, decoded, own);
    } catch (error) {
      if (!own.aborted) show(null, notice('bad', error.message));
    }
  });
  const explainParts = async () => {
    const own = begin();
    let body;
    try {
      body = objectOf(parts.value);
    } catch (error) {
      show(null, notice('bad', error.message));
      return;
    }
    await ask(Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '')), null, own);
  };

  fill(content, h('h1', {}, 'Explain a token'),
    h('div', { class: 'columns two' },
      h('div', {}, card(null, {}, field('token', 'Token', token, 'The browser decodes it. Issuer, jti, kid, iat and claims are sent, never the token. Its signature is not checked.'),
        h('details', { open: parameters.has('kind') }, h('summary', {}, 'Without a token'), field('parts', 'What is known of it', parts, 'JSON with iss, jti or fingerprint, kid, iat and claims'), h('div', { class: 'actions' }, button('Explain', explainParts, 'primary'))))),
      h('div', { class: 'page' }, verdict, result)));
  if (parameters.has('kind')) explainParts();
}

/** What a service refuses anyway, or what is no access token of a known issuer. */
function warnings({ header, claims }, { knownIssuers }) {
  return [
    typeof header.alg !== 'string' || header.alg.toLowerCase() === 'none' ? 'The token is not signed (alg none). No service may accept it.' : null,
    knownIssuers.length > 0 && !knownIssuers.some((each) => each.issuer === claims.iss) ? 'No issuer that this publisher knows has this iss.' : null,
    ['Refresh', 'Offline'].includes(claims.typ) ? 'This is a refresh token. Services do not accept it.' : null,
  ].filter(Boolean);
}

function hero(tone, word, text) {
  return h('section', { class: 'hero', 'data-tone': tone }, h('p', { class: 'sentence' }, h('strong', {}, `${word}.`), ` ${text}`));
}

/** Where to revoke what was explained, by its name; null when the session may not. */
function revocationOf({ iss: issuer, jti, fingerprint: hash, claims }, may) {
  if ((jti ?? hash) && may('revocation:token:write')) return { kind: 'token', issuer, jti: jti ?? hash };
  return typeof claims?.sub === 'string' && claims.sub && may('revocation:claim:write') ? { kind: 'subject', issuer, value: claims.sub } : null;
}

function answer(explanation, decoded, fleet, context) {
  if (explanation.reason === 'past_margin') return [hero('unknown', 'Expired', 'Services refuse this token anyway, and its revocations are forgotten.')];
  const [tone, word, text] = VERDICTS.get(explanation.verdict) ?? ['warn', explanation.verdict, ''];
  const notMatching = explanation.notMatching ?? [];
  const offer = explanation.verdict === 'not_revoked' ? revocationOf(context.body, context.may) : null;
  return [
    hero(tone, word, text),
    offer ? h('div', { class: 'actions' }, h('a', { class: 'button', href: addressOf('/revoke', offer) }, 'Revoke it')) : null,
    decoded ? warnings(decoded, context.session).map((each) => notice('warn', each)) : null,
    explanation.reason ? notice('warn', REASONS.get(explanation.reason) ?? sentence(explanation.reason)) : null,
    explanation.stale ? notice('warn', sentence(`The publisher's list is not current: ${explanation.stale}`)) : null,
    decoded ? expiry(decoded.claims) : null,
    explanation.revocations.map((each) => matching(each, context)),
    explanation.verdict === 'not_revoked' ? card('What the instances enforce', {}, everyInstance(fleet)) : null,
    notMatching.length > 0 ? card('Revocations that come close', {}, h('ul', { class: 'close' }, notMatching.map((each) => h('li', {},
      targetElement(each.target), h('span', { class: 'why' }, each.why))))) : null,
    decoded ? card('What the token says', {}, h('details', {}, h('summary', {}, 'Header and claims'), h('pre', {}, JSON.stringify(decoded.header, null, 2)), h('pre', {}, JSON.stringify(decoded.claims, null, 2)))) : null,
  ];
}

function expiry(claims) {
  const exp = numberOf(claims.exp);
  if (!Number.isFinite(exp)) return notice('info', 'The token has no exp, or it is not a number.');
  const at = new Date(exp * 1000);
  if (Number.isNaN(at.getTime())) return notice('info', 'The exp of the token is no time.');
  return at < now() ? notice('info', 'The token has expired ', ago(at.toISOString()), ': services refuse it anyway.') : null;
}

function matching(each, { may, signal, outdated }) {
  const outcome = h('div', {});
  const wave = waveOf(each.id, signal);
  return card(null, {}, h('p', { class: 'title' }, targetElement(each.target)), facts([
    ['By', each.by ?? 'not known'], ['Reason', each.reason ?? '–'], ['Since', time(each.at)], ['Ends', time(each.expiresAt)],
    each.issuedBefore ? ['Tokens issued until', time(each.issuedBefore)] : null, each.note ? ['Note', each.note] : null,
  ]), wave, outcome, h('div', { class: 'actions' },
    may('revocation:reinstate') ? undoWithReason(each, { answer: outcome, wave, signal, done: outdated }) : null, h('a', { class: 'button', href: `#/revocations/${each.id}` }, 'Details')));
}

function everyInstance(fleet) {
  if (!fleet) return empty('Not known', 'The fleet cannot be read.');
  const upToDate = fleet.states.applying;
  const [, text, more = ''] = fleetSentence({ ...fleet, instances: fleet.instances.length, upToDate });
  return [h('p', {}, `${text}${more}.`), h('p', { class: 'hint' }, 'An instance that is not current decides by its failure policy. ', h('a', { href: '#/fleet' }, 'Look at the fleet'))];
}
