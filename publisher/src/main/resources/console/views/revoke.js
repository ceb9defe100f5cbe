// Revokes: choose what, look at what it hits, confirm, and watch it spread. Undo takes it back.

import { Failure, latest, newKey, write } from '../api.js';
import { curlCommand, revokeCommand } from '../commands.js';
import { badge, button, card, choice, facts, field, fill, h, notice, placeholder, showError, visible } from '../dom.js';
import { count, number, sentence, time } from '../format.js';
import { decode, targetsOf } from '../jwt.js';
import { KINDS, addressOf, nameOf, targetElement } from '../kinds.js';
import { problem, undoButton, undoHint } from '../reinstate.js';
import { waveOf } from '../wave.js';

const TYPES = {
  subject: { needs: 'claim', fields: [['value', 'User ID (sub)', 'Every token of this user that was issued until now']] },
  session: { needs: 'claim', fields: [['value', 'Session ID', 'Every token of one login session']] },
  token: { needs: 'token', fields: [['jti', 'Token ID (jti)', 'One token, by its jti']] },
  client: { needs: 'claim', fields: [['value', 'Client ID (client_id)', 'Every token of an OAuth client']] },
  claim: { needs: 'claim', fields: [['name', 'Claim', 'A claim at the top of the token'], ['value', 'Value', 'Its value, or a member of its list']] },
  path: { needs: 'claim', fields: [['pointer', 'JSON Pointer', 'A place inside a claim, such as /realm_access/roles'], ['value', 'Value', 'Its value, or a member of its list']] },
  key: { needs: 'key', broad: true, fields: [['kid', 'Key ID (kid)', 'Every token that this key signed']] },
  issuer: { needs: 'issuer', broad: true, fields: [] },
};

const BEFORE = 'What a revocation hits appears here. Nothing is written before you confirm it.';

function mayRevoke(type, may) {
  return may(`revocation:${type.needs}:write`) && (!type.broad || may('revocation:break-glass'));
}

export function view(content, { session, may, parameters, signal, remember }) {
  const types = Object.entries(TYPES).filter(([, type]) => mayRevoke(type, may));
  if (types.length === 0) {
    fill(content, h('h1', {}, 'Revoke'), notice('warn', 'This credential may revoke keys or issuers only together with revocation:break-glass.'));
    return;
  }
  let chosen = TYPES[parameters.get('kind')] && types.some(([name]) => name === parameters.get('kind')) ? parameters.get('kind') : types[0][0];
  // What a pasted token says, to the letter: a field would lose line breaks. Any change of the form takes its place.
  let pasted = null;
  const outcome = h('div', { class: 'outcome' });
  // What stands beside the form ends when the next takes its place.
  const begin = latest(signal);
  const place = (make) => {
    const own = begin();
    fill(outcome, make(own));
    // It may appear out of view, and the button that asked for it is gone.
    const heading = outcome.querySelector('h2');
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
    return own;
  };
  /** Takes a preview away, because the form says something else now. What was committed stays. */
  const withdraw = () => {
    if (!outcome.querySelector('.done')) place(() => placeholder(BEFORE));
  };
  const inputs = {};
  const issuers = h('datalist', { id: 'issuers' }, session.knownIssuers.map((each) => h('option', { value: each.issuer })));
  const issuer = h('input', { list: 'issuers', required: true, spellcheck: 'false', value: parameters.get('issuer') ?? (session.knownIssuers.length === 1 ? session.knownIssuers[0].issuer : '') });
  const reason = h('input', { maxlength: 64, list: 'reasons', spellcheck: 'false' });
  const note = h('textarea', { maxlength: 1024, rows: 2 });
  const cutOff = h('input', { type: 'datetime-local', step: 1 });
  const named = h('div', {});
  const tabs = choice('What to revoke', 'kind', types.map(([each]) => [each, KINDS.get(each).text]), chosen, (name) => choose(name));

  const choose = (name, values = {}) => {
    chosen = name;
    remember({ kind: name, issuer: issuer.value || null });
    tabs.querySelector(`input[value=${name}]`).checked = true;
    for (const key of Object.keys(inputs)) delete inputs[key];
    fill(named, TYPES[name].fields.map(([key, label, hint]) => {
      inputs[key] = h('input', { required: true, spellcheck: 'false', autocapitalize: 'none', value: values[key] ?? '', oninput: () => { pasted = null; } });
      return field(`field-${key}`, label, inputs[key], hint);
    }));
    cutOff.closest('.field')?.toggleAttribute('hidden', name === 'token' || name === 'session');
    pasted = null;
    withdraw();
  };
  issuer.addEventListener('input', () => { pasted = null; });

  const target = () => {
    if (pasted) return pasted.target;
    const values = Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.value]));
    const { kind, claim } = KINDS.get(chosen);
    const name = chosen === 'session' ? sessionClaim(session, issuer.value) : claim;
    if (/^sha256:[A-Za-z0-9_-]{43}$/.test(values.jti ?? '')) return { kind: 'token', issuer: issuer.value, fingerprint: values.jti };
    return { kind, issuer: issuer.value, ...(name ? { name } : {}), ...values };
  };
  const entry = () => ({
    target: target(),
    ...(reason.value ? { reason: reason.value } : {}), ...(note.value ? { note: note.value } : {}),
    ...(chosen === 'token' && pasted?.expiresAt ? { expiresAt: pasted.expiresAt } : {}),
    ...(cutOff.value && chosen !== 'token' && chosen !== 'session' ? { issuedBefore: new Date(cutOff.value).toISOString() } : {}),
  });

  /** Shows a refusal next to the field that it names; returns whether there is one. */
  const refused = ({ field: name, rule }) => {
    const named = { issuer, reason, note, issuedBefore: cutOff, ...inputs };
    const last = Object.hasOwn(named, name?.replace(/^target\./, '')) ? named[name.replace(/^target\./, '')] : null;
    // The rule of a target that is not valid begins with the part that is wrong.
    const part = name === 'target' ? Object.keys(inputs).find((each) => rule?.startsWith(`is not valid: ${each === 'name' ? 'claim name' : each} `)) : null;
    const input = last ?? inputs[part];
    if (!rule || !input?.isConnected || input.closest('[hidden]')) return false;
    showError(input, rule.replace(/^is not valid: /, '').replace(/^./, (letter) => letter.toUpperCase()));
    return true;
  };

  const form = h('form', {
    oninput: withdraw,
    onsubmit: async (event) => {
      event.preventDefault();
      [...form.querySelectorAll('[aria-invalid]')].forEach((each) => showError(each, ''));
      await preview(entry(), { place, may, refused, writing: (now) => { entryColumn.inert = now; } });
    },
  },
  tabs, field('issuer', 'Issuer (iss)', issuer, 'Letter for letter as in the tokens'), issuers, named,
  h('div', { class: 'pair' }, field('reason', 'Reason', reason, 'A short code, such as logout or stolen'), field('cut-off', 'Issued until (local time)', cutOff, 'Empty means now. Later tokens are accepted.')),
  h('datalist', { id: 'reasons' }, ['logout', 'stolen', 'left', 'compromised', 'rotated'].map((value) => h('option', { value }))),
  field('note', 'Note', note, 'Services may show it to the user whose token they refuse'),
  h('div', { class: 'actions' }, h('button', { class: 'primary' }, 'Show what it hits')));

  const entryColumn = h('div', {}, pasteCard((found) => {
    const name = found.kind;
    issuer.value = found.target.issuer;
    choose(types.some(([each]) => each === name) ? name : 'claim', { ...found.target, jti: found.target.jti ?? found.target.fingerprint });
    pasted = found;
    form.requestSubmit();
  }, session, may), card('Or name what to revoke', {}, form));
  fill(content, h('h1', {}, 'Revoke'), h('div', { class: 'columns two' }, entryColumn, h('div', {}, outcome)));
  choose(chosen, Object.fromEntries(parameters));
}

function sessionClaim(session, issuer) {
  return session.knownIssuers.find((each) => each.issuer === issuer)?.sessionClaims[0] ?? 'sid';
}

/** A field for a token. The browser decodes it, and offers what it can be revoked by. */
function pasteCard(choose, session, may) {
  const token = h('textarea', { rows: 3, spellcheck: 'false', autocomplete: 'off', class: 'token' });
  const found = h('div', { 'aria-live': 'polite' });
  token.addEventListener('input', async () => {
    const text = token.value;
    if (!text.trim()) {
      fill(found);
      return;
    }
    try {
      const decoded = decode(text);
      const known = session.knownIssuers.find((each) => each.issuer === decoded.claims.iss);
      const targets = (await targetsOf(decoded, known?.sessionClaims)).filter((each) => mayRevoke(TYPES[each.kind], may));
      if (token.value === text) fill(found, h('ul', { class: 'choices' }, targets.map((each) => h('li', {}, button(each.text, () => choose(each)), h('code', {}, nameOf(each.target))))));
    } catch (error) {
      if (token.value === text) fill(found, notice('bad', error.message));
    }
  });
  return card('Paste a token', {}, field('token', 'Token', token,
    'The browser decodes it, and only the part that you choose is sent. Its signature is not checked.'), found);
}

/** Shows what an entry would do, and asks. */
async function preview(entry, context) {
  const { place, may, refused, writing } = context;
  const signal = place(() => card(null, {}, h('div', { class: 'skeleton tall' })));
  let answer;
  try {
    answer = await write('/v1/revocations?dryRun=true', entry, { signal });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Failure)) throw error;
    place(() => (refused(error.problem) ? placeholder('The publisher refuses this. The form says why.') : card('Not possible', {}, problem(error))));
    return;
  }
  if (signal.aborted) return;
  const [result] = answer.results;
  const { matches } = result;
  const error = h('div', {});
  const key = newKey();
  const confirmation = result.wide ? h('input', { spellcheck: 'false', autocomplete: 'off' }) : null;
  const confirmed = { ...entry, ...(result.wide ? { confirm: answer.confirm } : {}) };
  const back = button('Cancel', () => place(() => placeholder(BEFORE)));
  // While it is written, nothing else can be begun: the answer must be seen.
  const busy = (now) => {
    revoke.disabled = now;
    back.disabled = now;
    writing(now);
  };
  const revoke = button('Revoke', async () => {
    busy(true);
    try {
      const done = await write('/v1/revocations', confirmed, { key });
      place((own) => committed(done, { may, signal: own, again: () => preview(entry, context) }));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      fill(error, problem(failure));
    } finally {
      busy(false);
      if (revoke.isConnected) revoke.focus();
    }
  }, 'danger');
  revoke.disabled = result.wide || result.outcome === 'expired';
  const names = [nameOf(result.target), result.target.value].flatMap((name) => (name ? [name, visible(name)] : []));
  confirmation?.addEventListener('input', () => { revoke.disabled = !names.includes(confirmation.value); });

  place(() => card('What it hits', {},
    h('p', {}, targetElement(result.target)),
    facts([
      ['Outcome', { created: 'New revocation', extended: 'Extends a live revocation', unchanged: 'Revoked already', expired: 'Nothing: every such token has expired' }[result.outcome] ?? result.outcome],
      ['Tokens', whichTokens(entry, result)],
      ['Ends', time(result.expiresAt)],
      entry.reason ? ['Reason', entry.reason] : null,
      entry.note ? ['Note', entry.note] : null,
      result.target.kind === 'issuer' ? ['Live revocations of this issuer', number(matches.live)] : ['Revoked already', matches.live > 0 ? 'yes' : 'no'],
      ['Matching tokens reported lately', number(matches.seen)],
    ]),
    matches.observed !== undefined && matches.withoutClaim === matches.observed && matches.observed > 0
      ? notice('warn', h('strong', {}, 'No observed token carries this claim. '), `${count(matches.observed, 'token')} of this issuer were reported lately, and none has it. Check the spelling.`) : null,
    matches.observed === 0 || (matches.observed === undefined && matches.seen === 0)
      ? h('p', { class: 'hint' }, 'No service reports tokens of this issuer, so the number of tokens that it hits is not known.') : null,
    matches.sample.length > 0 ? h('details', {}, h('summary', {}, 'Some of them'), h('ul', {}, matches.sample.map((each) => h('li', {}, h('code', {}, each.jti ?? '–'), ' of ', String(each.sub ?? '–'))))) : null,
    answer.stale ? notice('warn', sentence(`The publisher's list is not current: ${answer.stale}`)) : null,
    result.wide ? [notice('warn', h('strong', {}, 'This is broad. '), 'Type its name to confirm: ', h('code', {}, result.target.value ?? nameOf(result.target))), field('confirm', 'Name', confirmation)] : null,
    error, h('div', { class: 'actions' }, revoke, back),
    commands(entry, confirmed)));
}

function whichTokens(entry, result) {
  if (!result.issuedBefore) return 'all of it';
  if (result.issuedBefore === result.expiresAt) return 'all of the session, later ones too';
  return entry.issuedBefore ? ['issued until ', time(result.issuedBefore)] : 'issued until you press Revoke';
}

function commands(entry, confirmed) {
  return h('details', { class: 'commands' }, h('summary', {}, 'The same on the command line'),
    [revokeCommand(entry), curlCommand(confirmed)].map((text) => {
      const copy = button('Copy', async () => {
        copy.textContent = await navigator.clipboard.writeText(text).then(() => 'Copied', () => 'Copy it by hand');
      }, 'small');
      return h('div', { class: 'command' }, h('pre', {}, text), navigator.clipboard ? copy : null);
    }));
}

/** What was committed, how it spreads, and the way back. */
function committed(done, { may, signal, again }) {
  const after = h('div', {});
  const wave = done.id && may('revocation:read') ? waveOf(done.id, signal) : null;
  const [tone, text] = { created: ['good', 'Revoked'], extended: ['good', 'Extended'], unchanged: ['quiet', 'Revoked already'], expired: ['warn', 'Nothing to revoke'] }[done.outcome] ?? ['quiet', done.outcome];
  const mark = badge(tone, text);
  // Taking an extension back would take back what was revoked before, too.
  const mayUndo = done.outcome === 'created' && may('revocation:reinstate');
  const hint = undoHint(done.target);
  const undo = undoButton('Undo', done, { answer: after, wave, signal, done: () => {
    mark.replaceWith(badge('quiet', 'Reinstated'));
    hint.replaceWith(h('div', { class: 'actions' }, button('Revoke again', again)));
  } });
  return card(null, { class: 'card done' },
    h('div', { class: 'title' }, h('h2', {}, mark), targetElement(done.target)),
    (done.warnings ?? []).map((warning) => notice('warn', typeof warning === 'string' ? warning : warning.text ?? JSON.stringify(warning))),
    wave, after,
    h('div', { class: 'actions' }, mayUndo ? undo : null,
      done.id ? h('a', { class: 'button', href: `#/revocations/${done.id}` }, 'Details') : null,
      may('revocation:read') ? h('a', { class: 'button', href: addressOf('/explain', done.target) }, 'Explain a token of it') : null), mayUndo ? hint : null);
}
