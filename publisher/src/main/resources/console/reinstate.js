// Takes a revocation back, unless another caller changed it since it was shown.

import { Failure, newKey, write } from './api.js';
import { button, fill, h, notice } from './dom.js';
import { texts } from './format.js';
import { nameOf } from './kinds.js';
import { recordOf } from './wave.js';

const OUTCOMES = texts({
  reinstated: ['good', 'Reinstated. Each instance accepts these tokens again once it has read this.'],
  not_revoked: ['warn', 'It was not revoked any more.'],
  revoked_again: ['warn', 'Another caller revoked it again at the same time. That revocation holds.'],
});

/** A notice for a request that failed, with the rule that it broke. */
export function problem(failure) {
  if (failure.status === 401) return notice('warn', 'Your session has ended. Sign in, then do this again.');
  const { field, rule } = failure.problem;
  return notice('bad', failure.message, field && rule && !failure.message.includes(rule) ? h('span', { class: 'rule' }, `${field} ${rule}`) : null);
}

/** What the button below does, in a sentence. */
export function reinstateHint(target) {
  return h('p', { class: 'hint' }, 'Reinstating lets services accept these tokens of ', h('code', {}, nameOf(target)), ' again. It does nothing if another caller changed the revocation.');
}

/**
 * Returns a button that takes a revocation back. After a lost answer, a further click repeats the same request.
 *
 * @param answer an element for the outcome
 * @param done is called when it is not live any more
 * @param wave the element that shows how the revocation spreads, which ends here; null when there is none
 */
export function reinstateButton(text, { id, receipt }, { answer, wave, signal, done = () => null }) {
  const key = newKey();
  const undo = button(text, async () => {
    undo.disabled = true;
    try {
      const back = await write('/v1/reinstatements', { id, expected: receipt, reason: 'undone' }, { key });
      const [tone, says] = OUTCOMES.get(back.outcome) ?? ['quiet', back.outcome];
      fill(answer, notice(tone, says), back.outcome === 'reinstated' ? recordOf(back.receipt, signal) : null);
      if (back.outcome !== 'revoked_again') {
        wave?.replaceWith(h('p', { class: 'quiet' }, 'It is not in force any more.'));
        done();
      }
      undo.remove();
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      fill(answer, failure.problem.type?.endsWith(':changed')
        ? notice('warn', 'Another caller changed this revocation since you read it. ', h('a', { href: `#/revocations/${id}` }, 'Look at it'), ' before you reinstate it.')
        : problem(failure));
      undo.disabled = false;
    }
  });
  return undo;
}
