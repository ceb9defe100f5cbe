// Knows from one small answer how far every instance has read, and so how many of them enforce any given revocation.

import { poll, read } from './api.js';
import { h, setText } from './dom.js';
import { millis } from './format.js';

// An instance reports every ten seconds. Its proof may be some seconds older than its report.
export const UNHEARD_MILLIS = 16_000;

/**
 * Polls the progress until the signal aborts.
 *
 * @param onProgress is called with each answer
 * @param onFailure is called when there is none
 */
export function followProgress(signal, onProgress, onFailure) {
  poll(500, signal, async () => onProgress(await read('/v1/fleet/progress', { signal })), (failure) => failure && onFailure(failure));
}

/**
 * How many instances have applied the record of a receipt; null when the answer cannot tell: reports are unavailable, or the
 * record stands in another topic.
 */
export function appliedOf(progress, receipt) {
  if (!progress?.available || !receipt || receipt.topicId !== progress.topicId) return null;
  const partition = progress.partitions.find((each) => each.partition === receipt.partition);
  return partition
    ? partition.next.filter((each) => each.offset > receipt.offset).reduce((sum, each) => sum + each.instances, 0)
    : null;
}

/** The tone of the fleet, a sentence about it, and what changes with each answer. The full stop is left to the caller. */
export function fleetSentence({ available, instances, counted, states, upToDate, maxAgeMillis }) {
  if (!available) return ['unknown', 'What the instances enforce is not known: the publisher cannot read their reports'];
  const all = counted ?? instances - (states?.left ?? 0);
  if (all === 0) return ['unknown', 'No instance reports. Whether services enforce what is published is not known'];
  const are = all === 1 ? 'instance enforces' : 'instances enforce';
  if (upToDate === all && maxAgeMillis > UNHEARD_MILLIS) {
    return ['warn', `${all} of ${all} ${are} what is published as far as they have reported`, `; one was not heard for ${millis(maxAgeMillis)}`];
  }
  if (upToDate === all) return ['good', `${all} of ${all} ${are} everything published`];
  const unenforced = (states?.silent ?? 0) + (states?.other_topic ?? 0);
  return [unenforced > 0 ? 'bad' : 'warn', `${upToDate} of ${all} ${are} everything published`];
}

/**
 * Returns an element for the sentence about the fleet, and a function that shows it. What changes with each answer stands
 * behind the sentence, where no screen reader speaks it.
 */
export function fleetHero(classes, ...before) {
  const said = h('span', { role: 'status' });
  const more = h('span', {}, 'Loading …');
  const element = h('section', { class: classes, 'data-tone': 'unknown' }, before, h('p', { class: 'sentence' }, said, more));
  return [element, (tone, text, rest) => {
    element.dataset.tone = tone;
    setText(said, text);
    setText(more, rest);
  }];
}
