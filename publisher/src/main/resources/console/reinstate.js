// Takes a revocation back, unless another caller changed it since it was shown.

import { Failure, newKey, write } from './api.js';
import { button, field, fill, h, notice } from './dom.js';
import { sentence, texts } from './format.js';
import { nameOf } from './kinds.js';
import { recordOf } from './wave.js';

const OUTCOMES = texts({
  reinstated: ['good', 'Reinstated. Each instance accepts these tokens again once it has read this.'],
  not_revoked: ['warn', 'It was no longer live.'],
  revoked_again: ['warn', 'Another caller revoked it again at the same time. That revocation holds.'],
});

/** A notice for a request that failed, with the rule that it broke. */
export function problem(failure) {
  if (failure.status === 401) return notice('warn', 'Your session has ended. Sign in, then do this again.');
  const { field: name, rule } = failure.problem;
  const named = name && failure.message.startsWith(`${name} `) ? `The field ${failure.message}` : failure.message;
  return notice('bad', sentence(named), name && rule && !failure.message.includes(rule) ? h('span', { class: 'rule' }, sentence(`The field ${name} ${rule}`)) : null);
}

/** What Undo does, in two sentences. */
export function undoHint(target) {
  return h('p', { class: 'hint' }, 'Undo reinstates ', h('code', {}, nameOf(target)), ': services accept these tokens again. It does nothing if another caller changed the revocation.');
}

/** A link to the page that is open loads it again. */
function readAgain(event) {
  if (event.currentTarget.hash === location.hash) dispatchEvent(new Event('hashchange'));
}

/**
 * Returns a button that takes a revocation back. After a lost answer, a further click repeats the same request.
 *
 * @param answer an element for the outcome
 * @param reason returns the reason
 * @param done is called when the publisher has decided
 * @param wave the element that shows how the revocation spreads, which ends here
 */
export function undoButton(text, { id, receipt }, { answer, wave, signal, reason = () => 'undone', done = () => null }) {
  let key = null;
  let sent = null;
  const undo = button(text, async () => {
    undo.disabled = true;
    const body = { id, expected: receipt, ...(reason() ? { reason: reason() } : {}) };
    // A key stands for one request.
    if (sent !== body.reason || key === null) key = newKey();
    sent = body.reason;
    try {
      const back = await write('/v1/reinstatements', body, { key });
      const [tone, says] = OUTCOMES.get(back.outcome) ?? ['quiet', back.outcome];
      const outcome = notice(tone, says);
      outcome.tabIndex = -1;
      fill(answer, outcome, back.outcome === 'reinstated' ? recordOf(back.receipt, signal) : null);
      undo.remove();
      if (back.outcome !== 'revoked_again') {
        wave?.replaceWith(h('p', { class: 'quiet' }, 'It is no longer live.'));
      }
      done();
      // The user may already be typing elsewhere.
      if (document.activeElement === document.body) outcome.focus();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      fill(answer, failure.problem.type?.endsWith(':changed')
        ? notice('warn', 'This revocation has a later record since you read it. ', h('a', { href: `#/revocations/${id}`, onclick: readAgain }, 'Look at it'), ' before you undo it.')
        : problem(failure));
      undo.disabled = false;
      if (document.activeElement === document.body) undo.focus();
    }
  });
  return undo;
}

/**
 * Returns a button that asks for a reason first, so that one click alone takes nothing back.
 *
 * @param answer an element for the outcome
 * @param wave the element that shows how the revocation spreads
 * @param done is called when the publisher has decided
 */
export function undoWithReason(one, { answer, wave, signal, done = () => null }) {
  const place = h('div', { class: 'undo' });
  const begin = button('Undo', () => {
    const reason = h('input', { maxlength: 64, spellcheck: 'false' });
    fill(place, field(`undo-${one.id}`, 'Reason', reason, 'A short code, such as mistake'), undoHint(one.target), h('div', { class: 'actions' },
        undoButton(`Undo the revocation of ${nameOf(one.target)}`, one, { answer, wave, signal, reason: () => reason.value, done: () => { fill(place); done(); } }),
        button('Cancel', () => {
          fill(place, begin);
          begin.focus();
        })));
    reason.focus();
  });
  return fill(place, begin);
}
