// The state of everything in one sentence, then the numbers behind it.

import { poll, read } from '../api.js';
import { timeChart } from '../charts.js';
import { badge, card, empty, fill, h, icon, setText } from '../dom.js';
import { count, millis, number, targetElement, time } from '../format.js';
import { fleetSentence } from '../progress.js';

// Ten minutes.
const FEWEST_STEPS = 60;
const KINDS = [['token', 'Tokens'], ['claim', 'Claims'], ['path', 'Paths'], ['key', 'Signing keys'], ['issuer', 'Issuers']];
const SYMBOLS = {
  good: 'M4 12l5 5L20 6', warn: 'M12 4L2.5 20h19zM12 10v4M12 17v.5', bad: 'M5 5l14 14M19 5L5 19', unknown: 'M9 9a3 3 0 115 2c-1.5 1-2 1.500-2 3M12 18v.5',
};
const STATES = [['applying', 'good', 'Applying'], ['behind', 'warn', 'Behind'], ['stale', 'bad', 'Stale'], ['silent', 'bad', 'Silent'], ['left', 'quiet', 'Left']];

function sentenceOf({ state, stale, fleet, propagation }) {
  if (stale) return ['bad', `The publisher's own list is not current: ${stale}`];
  const [tone, text] = fleetSentence(fleet);
  const slowest = tone === 'good' && propagation?.maxMillis !== null && propagation?.maxMillis !== undefined ? `; slowest ${millis(propagation.maxMillis)}` : '';
  return [state === 'current' ? tone : 'warn', `${text}${slowest}${/[.!?]$/.test(text) ? '' : '.'}`];
}

function alarmItem(alarm) {
  const tone = alarm.severity === 'error' ? 'bad' : 'warn';
  return h('li', {}, badge(tone, alarm.severity === 'error' ? 'Error' : 'Warning'), h('span', {}, alarm.text),
    alarm.since ? h('span', { class: 'quiet' }, 'since ', time(alarm.since)) : null);
}

function figureOf(label, value, more) {
  return h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), h('strong', {}, value), more ? h('span', { class: 'quiet' }, more) : null);
}

export function view(content, { signal, may }) {
  const mark = h('span', { class: 'mark' });
  const sentence = h('p', { class: 'sentence' });
  const hero = h('section', { class: 'hero', 'data-tone': 'unknown', role: 'status' }, mark, sentence);
  const live = h('div', {}, h('div', { class: 'skeleton' }));
  const spread = h('div', {}, h('div', { class: 'skeleton' }));
  const fleet = h('div', {}, h('div', { class: 'skeleton' }));
  const alarms = h('div', {}, h('div', { class: 'skeleton' }));
  const newest = h('div', {}, h('div', { class: 'skeleton' }));
  const times = timeChart({
    title: 'Propagation', signal, format: millis,
    lines: [{ label: 'median', colour: 'good', kind: 'points' }, { label: '99 %', colour: 'accent', kind: 'points' }, { label: 'slowest', colour: 'warn', kind: 'points' }],
  });
  const rate = timeChart({
    title: 'Changes in ten seconds', signal,
    lines: [{ label: 'revocations', colour: 'accent', kind: 'bars' }, { label: 'reinstatements', colour: 'warn', kind: 'bars' }],
  });
  fill(content, h('h1', { class: 'unseen' }, 'Overview'), hero,
    h('div', { class: 'columns four' },
      card('Live revocations', {}, live), card('Propagation', {}, spread), card('Fleet', {}, fleet), card('Alarms', {}, alarms)),
    h('div', { class: 'columns two' }, card(null, {}, times.element), card(null, {}, rate.element)),
    card('Newest revocations', {}, newest));

  const showLive = (numbers) => fill(live, !numbers ? empty('Not known', 'The publisher is reading the topic.') : [h('p', { class: 'big' }, number(numbers.total)),
    h('div', { class: 'stack', 'aria-hidden': 'true' }, KINDS.filter(([kind]) => numbers[kind] > 0).map(([kind]) => {
      const part = h('span', { class: `part of-${kind}` });
      part.style.flexGrow = numbers[kind];
      return part;
    })),
    h('ul', { class: 'legend' }, KINDS.map(([kind, text]) => h('li', { class: `of of-${kind}` }, h('a', { href: `#/revocations?kind=${kind}` }, text), h('span', {}, number(numbers[kind])))))]);
  const showSpread = (numbers) => fill(spread, !numbers || !numbers.waves
    ? empty('No revocation in the last hour', 'The times of the next one appear here.')
    : [h('p', { class: 'big' }, millis(numbers.p50Millis), h('small', {}, ' median instance')),
      figureOf('99 % of instances', millis(numbers.p99Millis)), figureOf('slowest instance', millis(numbers.maxMillis)),
      h('p', { class: 'quiet' }, `${count(numbers.waves, 'revocation')}${numbers.sampled ? ' (a sample)' : ''}, ${number(numbers.complete)} complete`)]);
  const showFleet = (numbers) => fill(fleet, numbers.available
    ? [h('p', { class: 'big' }, number(numbers.instances), h('small', {}, numbers.instances === 1 ? ' instance' : ' instances')),
      h('ul', { class: 'legend' }, STATES.filter(([state]) => numbers.states[state] > 0 || state === 'applying')
        .map(([state, tone, text]) => h('li', {}, badge(tone, text), h('span', {}, number(numbers.states[state]))))),
      h('p', {}, h('a', { href: '#/fleet' }, 'Stragglers first'))]
    : empty('Not known', numbers.unavailable));
  const showAlarms = (list) => fill(alarms, list.length === 0
    ? h('div', { class: 'calm' }, icon(SYMBOLS.good, 28), h('span', {}, 'None'))
    : h('ul', { class: 'alarms' }, list.map(alarmItem)));
  const showSeries = (series) => {
    const from = Date.parse(series.from) / 1000;
    const at = series.revocations.map((_, index) => from + index * series.stepSeconds);
    // A publisher that started a minute ago knows nothing of the hour before.
    const known = series.revocations.findIndex((value) => value !== null);
    const begin = Math.max(0, Math.min(known < 0 ? at.length : known, at.length - FEWEST_STEPS));
    const since = (values) => values.slice(begin);
    times.show([at, series.p50Millis, series.p99Millis, series.maxMillis].map(since));
    rate.show([at, series.revocations, series.reinstatements].map(since));
  };
  const showNewest = (list) => fill(newest, list.length === 0
    ? empty('Nothing is revoked', may(':write') ? h('a', { href: '#/revoke' }, 'Revoke a token, a session, or a user') : null)
    : h('ul', { class: 'newest' }, list.map((each) => h('li', {}, h('a', { href: `#/revocations/${each.id}` }, targetElement(each.target)),
      h('span', { class: 'quiet' }, each.reason ?? '', each.by ? ` by ${each.by}` : ''), time(each.at)))));

  poll(2000, signal, async () => {
    const overview = await read('/v1/overview', { signal });
    const [tone, text] = sentenceOf(overview);
    hero.dataset.tone = tone;
    fill(mark, icon(SYMBOLS[tone], 30));
    setText(sentence, text);
    showLive(overview.live);
    showSpread(overview.propagation);
    showFleet(overview.fleet);
    showAlarms(overview.alarms);
    showSeries(overview.series);
    showNewest((await read('/v1/revocations?limit=5', { signal })).revocations);
  });
}
