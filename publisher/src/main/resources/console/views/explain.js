// Why is a token refused, or why not: by which revocation, by whom, until when, and what each instance says.

import { Failure, latest, read } from '../api.js';
import { button, card, empty, facts, field, fill, h, notice, placeholder } from '../dom.js';
import { ago, now, texts, time } from '../format.js';
import { targetElement } from '../kinds.js';
import { decode, fingerprint, numberOf } from '../jwt.js';
import { fleetSentence } from '../progress.js';
import { problem, reinstateButton } from '../reinstate.js';
import { waveOf } from '../wave.js';

const VERDICTS = texts({
  revoked: ['bad', 'Refused', 'A live revocation matches this token.'],
  not_revoked: ['unknown', 'Not revoked', 'No live revocation matches this token. Its signature, audience and expiry are not checked here.'],
  unknown: ['warn', 'Not known', 'The publisher cannot tell now.'],
});

/** The parts of a token that a check needs. The publisher judges them, also an iat that is no number. */
async function partsOf(decoded) {
  const { iss, jti, iat, ...claims } = decoded.claims;
  if (typeof iss !== 'string') throw new Error('This token has no iss, so no revocation can name it.');
  return {
    iss, ...(typeof jti === 'string' ? { jti } : { fingerprint: await fingerprint(decoded) }),
    ...(typeof decoded.header.kid === 'string' ? { kid: decoded.header.kid } : {}), ...(iat === undefined ? {} : { iat }), claims,
  };
}

export function view(content, { session, may, signal }) {
  const token = h('textarea', { rows: 4, class: 'token', spellcheck: 'false', autocomplete: 'off' });
  const before = 'Whether services accept this token appears here: by which revocation it is refused, by whom, until when, and what each instance says.';
  const result = h('div', { class: 'page', 'aria-live': 'polite' }, placeholder(before));
  const parts = h('textarea', { rows: 5, spellcheck: 'false', class: 'token', value: '{\n  "iss": "",\n  "jti": "",\n  "claims": {"sub": ""}\n}' });
  const begin = latest(signal);

  const ask = async (body, decoded, waves) => {
    fill(result, h('div', { class: 'skeleton tall' }));
    try {
      const [explanation, progress] = await Promise.all([read('/v1/check', { method: 'POST', body, signal: waves }), read('/v1/fleet', { signal: waves }).catch(() => null)]);
      if (!waves.aborted) fill(result, answer(explanation, decoded, progress, { session, may, signal: waves }));
    } catch (failure) {
      if (waves.aborted) return;
      if (!(failure instanceof Failure)) throw failure;
      fill(result, problem(failure));
    }
  };
  token.addEventListener('input', async () => {
    const own = begin();
    if (!token.value.trim()) {
      fill(result, placeholder(before));
      return;
    }
    try {
      const decoded = decode(token.value);
      const body = await partsOf(decoded);
      if (!own.aborted) await ask(body, decoded, own);
    } catch (error) {
      if (!own.aborted) fill(result, notice('bad', error.message));
    }
  });
  const byHand = button('Explain', async () => {
    const own = begin();
    try {
      const body = JSON.parse(parts.value);
      await ask(Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '')), null, own);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      fill(result, notice('bad', `This is not JSON: ${error.message}`));
    }
  }, 'primary');

  fill(content, h('h1', {}, 'Explain a token'),
    h('div', { class: 'columns two' },
      h('div', {}, card(null, {}, field('token', 'Token', token, 'The browser decodes it. Issuer, jti, kid, iat and claims are sent, never the token. Its signature is not checked.'),
        h('details', {}, h('summary', {}, 'No token at hand'), field('parts', 'What is known of it', parts, 'JSON with iss, jti or fingerprint, kid, iat and claims'), h('div', { class: 'actions' }, byHand)))),
      result));
}

/** What a service refuses anyway, or what is no access token of a known issuer. */
function warnings({ header, claims }, { knownIssuers }) {
  return [
    typeof header.alg !== 'string' || header.alg.toLowerCase() === 'none' ? 'The token is not signed (alg none). No service may accept it.' : null,
    knownIssuers.length > 0 && !knownIssuers.some((each) => each.issuer === claims.iss) ? 'No issuer that this publisher knows has this iss.' : null,
    ['Refresh', 'Offline'].includes(claims.typ) ? 'This is a refresh token. Services do not accept it.' : null,
  ].filter(Boolean);
}

function answer(explanation, decoded, fleet, context) {
  if (explanation.reason === 'past_margin') {
    return h('section', { class: 'hero', 'data-tone': 'unknown', role: 'status' }, h('p', { class: 'sentence' }, h('strong', {}, 'Expired. '),
      'Services refuse this token anyway, and its revocations are forgotten.'));
  }
  const [tone, word, text] = VERDICTS.get(explanation.verdict) ?? ['warn', explanation.verdict, ''];
  const notMatching = explanation.notMatching ?? [];
  return [
    h('section', { class: 'hero', 'data-tone': tone, role: 'status' }, h('p', { class: 'sentence' }, h('strong', {}, `${word}.`), ` ${text}`)),
    decoded ? warnings(decoded, context.session).map((each) => notice('warn', each)) : null,
    explanation.reason ? notice('warn', `Reason: ${explanation.reason}`) : null,
    explanation.stale ? notice('warn', `The publisher's list is not current: ${explanation.stale}`) : null,
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

function matching(each, { may, signal }) {
  const outcome = h('div', {});
  const wave = waveOf(each.id, signal);
  return card(null, {}, h('p', { class: 'title' }, targetElement(each.target)), facts([
    ['By', each.by ?? 'not known'], ['Reason', each.reason ?? '–'], ['Since', time(each.at)], ['Until', time(each.expiresAt)],
    each.issuedBefore ? ['Tokens issued until', time(each.issuedBefore)] : null, each.note ? ['Note', each.note] : null,
  ]), wave, outcome, h('div', { class: 'actions' },
    may('revocation:reinstate') ? reinstateButton('Reinstate', each, { answer: outcome, wave, signal }) : null, h('a', { class: 'button', href: `#/revocations/${each.id}` }, 'Details')));
}

function everyInstance(fleet) {
  if (!fleet) return empty('Not known', 'The fleet cannot be read.');
  const upToDate = fleet.states.applying;
  const [, text] = fleetSentence({ ...fleet, instances: fleet.instances.length, upToDate });
  return [h('p', {}, `${text.replace(/\.$/, '')}.`), h('p', { class: 'hint' }, 'An instance that is not current decides by its failure policy. ', h('a', { href: '#/fleet' }, 'Look at the fleet'))];
}
