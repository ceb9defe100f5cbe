// Shows how one revocation spreads: a bar, the instances, and the sums that the publisher computed from their reports.

import { Failure, poll, read } from './api.js';
import { badge, fillChanged, h, labelled, setText, table } from './dom.js';
import { count, millis, sentence as sentenceOf, texts, time, timeText } from './format.js';
import { appliedOf, followProgress } from './progress.js';

const OUTCOMES = texts({
  applied: ['good', 'Refuses'],
  pending: ['warn', 'Not confirmed'],
  started_later: ['quiet', 'Started later'],
});

/** When the instances began to refuse a revocation that was repeated or extended since; empty when that is not known. */
function firstSentence({ firstRecord }) {
  const last = firstRecord?.complete && !firstRecord.unavailable ? firstRecord.last : null;
  return last?.tookMillis === undefined ? ''
    : `It was revoked before. Then the last instance, ${last.instance}, refused it after ${last.precision === 'exact' ? '' : 'at most '}${millis(last.tookMillis)}.`;
}

/** A bar that fills, with its numbers as text beside it. */
export function bar() {
  const inner = h('span', { class: 'bar-fill' });
  const text = h('span', { class: 'bar-text' });
  const element = h('span', { class: 'bar' }, h('span', { class: 'bar-track', 'aria-hidden': 'true' }, inner), text);
  return {
    element,
    show(applied, all, more = '') {
      if (applied === null || !all) {
        inner.style.transform = 'scaleX(0)';
        setText(text, applied === null ? 'not known' : 'no instance reports');
        return;
      }
      inner.style.transform = `scaleX(${Math.min(1, applied / all)})`;
      element.classList.toggle('whole', applied >= all);
      setText(text, `${applied} of ${count(all, 'instance')}${more}`);
    },
  };
}

/** How many instances refuse it, and of how many. Those that started later refuse it since then. */
function sums({ applied, instances, startedLater }) {
  return [applied + startedLater, instances + startedLater];
}

/** What one answer of the propagation says, in a sentence. */
function waveSentence(wave) {
  if (wave.unavailable) return ['warn', sentenceOf(`The propagation is not known: ${wave.unavailable}`)];
  const [refusing, all] = sums(wave);
  if (all === 0) return ['warn', 'No instance reports, so nothing is proven.'];
  const last = wave.last?.tookMillis !== undefined
    ? `; the last, ${wave.last.instance}, after ${wave.last.precision === 'exact' ? '' : 'at most '}${millis(wave.last.tookMillis)}` : '';
  const later = wave.startedLater > 0 ? `; ${wave.startedLater} of them since the start` : '';
  if (wave.complete) return ['good', `${refusing} of ${count(all, 'instance')} ${all === 1 ? 'refuses' : 'refuse'} it${last}${later}.`];
  return ['warn', `${refusing} of ${count(all, 'instance')} ${refusing === 1 ? 'refuses' : 'refuse'} it so far${later}.`];
}

function instanceRow(each) {
  const [tone, text] = OUTCOMES.get(each.outcome) ?? ['quiet', each.outcome];
  const took = each.tookMillis === undefined ? '–' : `${each.precision === 'exact' ? '' : '≤ '}${millis(each.tookMillis)}`;
  return h('tr', {},
    h('th', { scope: 'row' }, each.instance, h('span', { class: 'issuer' }, each.service)),
    h('td', {}, badge(tone, text), each.outcome === 'applied' ? null : h('span', { class: 'issuer' }, each.state.replaceAll('_', ' '))),
    h('td', { class: 'numeric' }, took), h('td', { class: 'numeric' }, time(each.appliedAt)));
}

const HEADS = ['Instance', 'Outcome', '#Took', '#Applied at'];

/** What each instance says about a revocation, those that are missing first. */
function instanceRows(instances) {
  const rank = (each) => (each.outcome === 'applied' ? -(each.tookMillis ?? 0) : -Infinity);
  return [...instances].sort((a, b) => rank(a) - rank(b)).slice(0, 500).map((each) => labelled(HEADS, instanceRow(each)));
}

/**
 * Follows one revocation until every instance refuses it or the signal aborts.
 *
 * @returns an element that shows it
 */
export function waveOf(id, signal) {
  const progress = bar();
  const sentence = h('p', { class: 'wave-sentence', role: 'status' }, 'Waiting for the first report …');
  const before = h('p', { class: 'quiet' });
  let known = null;
  const rows = h('tbody', {});
  const showDetail = () => { if (detail.open && known) fillChanged(rows, known.detail, instanceRows); };
  const detail = h('details', { ontoggle: showDetail }, h('summary', {}, 'Each instance'), table('What each instance says', HEADS, rows));
  const end = new AbortController();
  const stop = AbortSignal.any([signal, end.signal]);
  let asked = 0;
  let failing = false;
  // The longer a wave lasts, the less often it changes. A publisher that refuses is not pressed.
  poll(() => (failing ? 2000 : Math.min(2000, 100 * asked)), stop, async () => {
    asked++;
    try {
      const wave = await read(`/v1/revocations/${id}/propagation`, { signal: stop });
      const [refusing, all] = sums(wave);
      progress.show(wave.unavailable ? null : refusing, all);
      const [tone, text] = waveSentence(wave);
      sentence.dataset.tone = tone;
      setText(sentence, text);
      setText(before, firstSentence(wave));
      known = wave;
      showDetail();
      if (wave.complete) end.abort();
    } catch (error) {
      if (error instanceof Failure && [403, 404].includes(error.status)) {
        setText(sentence, error.status === 404 ? 'This revocation is no longer live.' : error.message);
        end.abort();
      }
      throw error;
    }
  }, (failure, succeeded) => {
    failing = failure !== null;
    if (!failing || stop.aborted) return;
    sentence.dataset.tone = 'warn';
    setText(sentence, sentenceOf(`${succeeded ? `As of ${timeText(succeeded)}` : 'Not known yet'}: ${failure.message}`));
  });
  return h('div', { class: 'wave' }, h('div', { class: 'wave-bar' }, progress.element), sentence, before, detail);
}

/** Shows how many instances have read one record, such as that of a reinstatement. */
export function recordOf(receipt, signal) {
  const progress = bar();
  const end = new AbortController();
  followProgress(AbortSignal.any([signal, end.signal]), (next) => {
    const applied = appliedOf(next, receipt);
    progress.show(applied, next.counted, ' have read it');
    if (applied !== null && applied >= next.counted) end.abort();
  }, (failure) => {
    progress.show(null);
    // The session may write and not read.
    if (failure.status === 403) end.abort();
  });
  return h('div', { class: 'wave-bar' }, progress.element);
}
