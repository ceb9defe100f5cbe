// How long revocations took to reach every instance: each of the last ones, how they are distributed, and by service.

import { Failure, brokenOff, poll, read, request } from '../api.js';
import { rangeChoice, timeChart } from '../charts.js';
import { badge, button, card, empty, fill, fillChanged, h, labelled, setText, table } from '../dom.js';
import { count, millis, number, time } from '../format.js';
import { freshness } from '../freshness.js';
import { kindText } from '../kinds.js';
import { problem } from '../reinstate.js';

const SERVICE_HEADS = ['Service', '#Reports', '#Median', '#99 %', '#Slowest'];
const WAVE_HEADS = ['Appended', 'Kind', 'Instances', '#First', '#Median', '#Last', 'Last instance'];

export function view(content, { signal, parameters, remember }) {
  const summary = h('div', { class: 'columns four' }, h('div', { class: 'skeleton' }));
  const histogram = h('div', {});
  const services = h('tbody', {});
  const list = h('tbody', {});
  const timeline = timeChart({
    title: 'Each revocation: milliseconds until the first, the median and the last instance', signal, format: millis, height: 240, log: true, least: 10,
    lines: [{ label: 'first', colour: 'good', kind: 'points' }, { label: 'median', colour: 'accent', kind: 'points' }, { label: 'last', colour: 'warn', kind: 'points' }],
  });
  let timed = null;
  const showTimeline = () => {
    const at = timed.map((wave) => Date.parse(wave.appendedAt) / 1000);
    timeline.show([at, ...['firstMillis', 'medianMillis', 'lastMillis'].map((name) => timed.map((wave) => wave[name] ?? null))], range.window(at[0]));
  };
  const range = rangeChoice({ parameters, remember }, () => timed && showTimeline());
  const parts = h('div', { class: 'page' }, card(null, {}, range.element, timeline.element),
    h('div', { class: 'columns two' }, card('How long each instance took', {}, histogram), card('By service', {}, table('By service', SERVICE_HEADS, services))),
  card('The last revocations', {}, table('The last revocations', WAVE_HEADS, list)));
  parts.hidden = true;
  const failed = h('div', {});
  const [notCurrent, showOutcome] = freshness(content);
  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Propagation'), h('span', { class: 'gap' }),
    button('Download CSV', () => download(failed))),
  failed, notCurrent, summary, parts);

  poll(3000, signal, async () => {
    const answer = await read('/v1/propagation?limit=500', { signal });
    const waves = answer.waves;
    parts.hidden = waves.length === 0;
    if (parts.hidden) {
      fillChanged(summary, [], () => card(null, {}, empty('No revocation in the last hour', 'The publisher measures each revocation that is made while it runs.')));
      return;
    }
    const lasts = waves.map((wave) => wave.lastMillis).filter((value) => value !== undefined && value !== null).sort((a, b) => a - b);
    const at = (share) => (lasts.length === 0 ? null : lasts[Math.min(lasts.length - 1, Math.ceil(share * lasts.length) - 1)]);
    const tiles = [['Until every instance: median', millis(at(0.5))], ['Until every instance: 99\u00a0%', millis(at(0.99))], ['Until every instance: slowest', millis(at(1))], ['Complete', `${number(waves.filter((wave) => wave.complete).length)} of ${number(waves.length)}`]];
    fillChanged(summary, tiles, () => tiles.map(([label, value]) => card(label, { class: 'card tile' }, h('p', { class: 'big' }, value))));
    timed = waves.filter((wave) => wave.appendedAt).reverse();
    showTimeline();
    showHistogram(histogram, answer.histogram);
    fillChanged(services, answer.services, (all) => all.map((each) => labelled(SERVICE_HEADS, h('tr', {},
      h('th', { scope: 'row' }, each.service), h('td', { class: 'numeric' }, number(each.applied)), h('td', { class: 'numeric' }, millis(each.p50Millis)),
      h('td', { class: 'numeric' }, millis(each.p99Millis)), h('td', { class: 'numeric' }, millis(each.maxMillis))))));
    fillChanged(list, waves.slice(0, 20), (last) => last.map((each) => labelled(WAVE_HEADS, row(each))));
  }, (failure, succeeded) => {
    showOutcome(failure, succeeded);
    if (failure && !succeeded) fillChanged(summary, 'failed', () => empty('Not known'));
  });
}

function row(wave) {
  return h('tr', {}, h('td', {}, wave.id ? h('a', { href: `#/revocations/${wave.id}` }, time(wave.appendedAt)) : time(wave.appendedAt)), h('td', {}, kindText({ kind: wave.kind })),
    h('td', {}, wave.complete ? badge('good', `${wave.applied} of ${wave.instances}`) : badge('warn', `${wave.applied} of ${wave.instances}`)),
    ['firstMillis', 'medianMillis', 'lastMillis'].map((name) => h('td', { class: 'numeric' }, millis(wave[name]))), h('td', {}, wave.last ? wave.last.instance : '–'));
}

/** Saves the table of the publisher as a file. */
async function download(failed) {
  fill(failed);
  let table;
  try {
    const answer = await request('/v1/propagation?limit=5000', { headers: { Accept: 'text/csv' } });
    table = await answer.blob().catch(() => { throw brokenOff(); });
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    fill(failed, problem(failure));
    return;
  }
  const link = h('a', { href: URL.createObjectURL(table), download: 'propagation.csv' });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Bars of the page itself: each has its text, so the histogram is its own table. */
function showHistogram(holder, buckets) {
  const some = (list) => list.some((each) => each.count > 0);
  const shown = buckets.filter((_, index) => some(buckets.slice(0, index + 1)) && some(buckets.slice(index)));
  if (shown.length === 0) {
    fill(holder, empty('No times yet', 'No instance has reported when it applied one of these.'));
    return;
  }
  const most = Math.max(...shown.map((each) => each.count), 1);
  if (holder.firstChild?.childElementCount !== shown.length) {
    fill(holder, h('ul', { class: 'histogram' }, shown.map(() => h('li', {}, h('span', {}), h('span', { class: 'bar-track', 'aria-hidden': 'true' }, h('span', { class: 'bar-fill' })), h('span', { class: 'numeric' })))));
  }
  shown.forEach((each, index) => {
    const [label, track, times] = holder.firstChild.children[index].children;
    setText(label, each.toMillis === undefined || each.toMillis === null ? `from ${millis(each.fromMillis)}` : `${millis(each.fromMillis)} to ${millis(each.toMillis)}`);
    track.firstChild.style.transform = `scaleX(${each.count / most})`;
    setText(times, count(each.count, 'report'));
  });
}
