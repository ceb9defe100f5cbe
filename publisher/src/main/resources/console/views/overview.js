// The state of everything in one sentence, then the numbers behind it.

import { poll, read } from '../api.js';
import { rangeChoice, timeChart } from '../charts.js';
import { badge, card, empty, fill, fillChanged, h, icon } from '../dom.js';
import { count, millis, number, sentence, texts, time } from '../format.js';
import { freshness } from '../freshness.js';
import { KINDS, targetElement } from '../kinds.js';
import { fleetHero, fleetSentence } from '../progress.js';

// The publisher counts subjects, sessions and clients as claims.
const COUNTED = ['token', 'claim', 'path', 'key', 'issuer'];
// The page that explains an alarm.
const FLEET = ['#/fleet', 'Look at the fleet'];
const TOPIC = ['#/topic', 'Look at the topics'];
const EXPLAINED = texts({
  kafka: TOPIC, stale: TOPIC, repair: TOPIC, audit: TOPIC, digest_mismatch: FLEET, stale_instances: FLEET, behind_instances: FLEET,
  silent_instances: FLEET, other_topic_instances: FLEET, name_conflict: FLEET, canary_failed: FLEET, fleet_unavailable: TOPIC,
  provider: ['#/explain', 'Compare the claims of one of its tokens'],
});
const SYMBOLS = {
  good: 'M4 12l5 5L20 6', warn: 'M12 4L2.5 20h19zM12 10v4M12 17v.5', bad: 'M5 5l14 14M19 5L5 19', unknown: 'M9 9a3 3 0 115 2c-1.5 1-2 1.500-2 3M12 18v.5',
};
const STATES = [['applying', 'good', 'Applying'], ['behind', 'warn', 'Behind'], ['stale', 'bad', 'Stale'], ['other_topic', 'bad', 'Other topic'], ['silent', 'bad', 'Silent'], ['left', 'quiet', 'Left']];

/** The tone, the sentence, and what changes with each answer. */
function stateOf({ state, stale, fleet, propagation }) {
  if (stale) return ['bad', `The publisher's own list is not current: ${stale}`, '.'];
  const [tone, text, more = ''] = fleetSentence(fleet);
  const slowest = tone === 'good' && propagation?.maxMillis !== null && propagation?.maxMillis !== undefined ? `; slowest in the last hour ${millis(propagation.maxMillis)}` : '';
  return [state === 'current' ? tone : 'warn', text, `${more}${slowest}.`];
}

function alarmItem(alarm, mayReadTopics) {
  const tone = alarm.severity === 'error' ? 'bad' : 'warn';
  const explanation = EXPLAINED.get(alarm.kind);
  const explained = explanation === TOPIC && !mayReadTopics ? null : explanation;
  return h('li', {}, badge(tone, alarm.severity === 'error' ? 'Error' : 'Warning'), h('span', {}, sentence(alarm.text)),
    alarm.kind === 'liveness' ? h('span', {}, 'Restart this publisher. Its log says why the part ended.') : null,
    alarm.since ? h('span', { class: 'quiet' }, 'since ', time(alarm.since)) : null, explained ? h('a', { href: explained[0] }, explained[1]) : null);
}

function figureOf(label, value, more) {
  return h('div', { class: 'figure' }, h('span', { class: 'figure-label' }, label), h('strong', {}, value), more ? h('span', { class: 'quiet' }, more) : null);
}

export function view(content, { session, signal, may, parameters, remember }) {
  const mark = h('span', { class: 'mark' });
  const [hero, showState] = fleetHero('hero', mark);
  const live = h('div', {}, h('div', { class: 'skeleton' }));
  const spread = h('div', {}, h('div', { class: 'skeleton' }));
  const fleet = h('div', {}, h('div', { class: 'skeleton' }));
  const alarms = h('div', {}, h('div', { class: 'skeleton' }));
  const newest = h('div', {}, h('div', { class: 'skeleton' }));
  const times = timeChart({
    title: 'Propagation (logarithmic scale)', signal, format: millis, log: true, least: 10,
    lines: [{ label: '99 %', colour: 'accent', kind: 'line' }, { label: 'median', colour: 'good', kind: 'dashes' }],
  });
  const rate = timeChart({
    title: 'Changes per 10 seconds', signal,
    lines: [{ label: 'revocations', colour: 'accent', kind: 'bars' }, { label: 'reinstatements', colour: 'warn', kind: 'points' }],
  });
  let drawn = null;
  const range = rangeChoice({ parameters, remember }, () => drawn && showSeries(drawn));
  const [notCurrent, showOutcome] = freshness(content);
  fill(content, h('h1', { class: 'unseen' }, 'Overview'), notCurrent, hero,
    h('div', { class: 'columns four' },
      card('Live revocations', {}, live), card('Propagation, last hour', {}, spread), card('Fleet', {}, fleet, h('p', {}, h('a', { href: '#/fleet' }, 'All instances'))), card('Alarms', {}, alarms)),
    h('div', { class: 'page-head' }, h('h2', { class: 'over' }, 'Over time'), h('span', { class: 'gap' }), range.element),
    h('div', { class: 'columns two' }, card(null, {}, times.element), card(null, {}, rate.element)),
    card('Newest revocations', {}, newest));

  const showLive = (numbers) => (!numbers ? empty('Not known', 'The publisher is reading the topic.') : [h('p', { class: 'big' }, number(numbers.total)),
    h('div', { class: 'stack', 'aria-hidden': 'true' }, COUNTED.filter((kind) => numbers[kind] > 0).map((kind) => {
      const part = h('span', { class: `part of-${kind}` });
      part.style.flexGrow = numbers[kind];
      return part;
    })),
    h('ul', { class: 'legend' }, COUNTED.map((kind) => h('li', { class: `of of-${kind}` },
      h('a', { href: `#/revocations?kind=${kind}` }, kind === 'claim' ? 'Subjects, sessions and other claims' : KINDS.get(kind).many), h('span', {}, number(numbers[kind])))))]);
  const showSpread = (numbers) => (!numbers || !numbers.waves
    ? empty('No revocation in the last hour', 'The times of the next one appear here.')
    : [h('p', { class: 'big' }, millis(numbers.p50Millis)), h('p', { class: 'hint' }, 'median of all instances'),
      figureOf('99 %', millis(numbers.p99Millis)), figureOf('slowest', millis(numbers.maxMillis)),
      h('p', { class: 'quiet' }, `${count(numbers.waves, 'revocation')}${numbers.sampled ? ' (a sample)' : ''}, ${number(numbers.complete)} complete`)]);
  const showFleet = (numbers) => (numbers.available
    ? [h('p', { class: 'big' }, number(numbers.counted), h('small', {}, numbers.counted === 1 ? ' instance' : ' instances')),
      h('ul', { class: 'legend' }, STATES.filter(([state]) => numbers.states[state] > 0 || state === 'applying')
        .map(([state, tone, text]) => h('li', {}, badge(tone, text), h('span', {}, number(numbers.states[state]))))),
      numbers.maxAgeMillis === undefined ? null : figureOf('longest without proof', millis(numbers.maxAgeMillis))]
    : empty('Not known', numbers.unavailable));
  const showAlarms = (list) => (list.length === 0
    ? h('div', { class: 'calm' }, icon(SYMBOLS.good, 28), h('span', {}, 'None'))
    : h('ul', { class: 'alarms' }, list.map((each) => alarmItem(each, session.issuers.length === 0))));
  const showSeries = (series) => {
    const from = Date.parse(series.from) / 1000;
    const at = series.revocations.map((_, index) => from + index * series.stepSeconds);
    // A publisher that started a minute ago knows nothing of the hour before.
    const window = range.window(at[series.revocations.findIndex((value) => value !== null)]);
    times.show([at, series.p99Millis, series.p50Millis], window);
    rate.show([at, series.revocations, series.reinstatements], window);
  };
  const showNewest = (list) => (list.length === 0
    ? empty('Nothing is revoked', may(':write') ? h('a', { href: '#/revoke' }, 'Revoke a token, a session, or a user') : null)
    : h('ul', { class: 'newest' }, list.map((each) => h('li', {}, h('a', { href: `#/revocations/${each.id}` }, targetElement(each.target)),
      h('span', { class: 'quiet' }, each.reason ?? '', each.by ? ` by ${each.by}` : ''), time(each.at)))));

  poll(2000, signal, async () => {
    const overview = await read('/v1/overview', { signal });
    const [tone, text, more] = stateOf(overview);
    fillChanged(mark, tone, () => icon(SYMBOLS[tone], 30));
    showState(tone, text, more);
    fillChanged(live, overview.live, showLive);
    fillChanged(spread, overview.propagation, showSpread);
    fillChanged(fleet, overview.fleet, showFleet);
    fillChanged(alarms, overview.alarms, showAlarms);
    drawn = overview.series;
    showSeries(drawn);
    fillChanged(newest, (await read('/v1/revocations?limit=5', { signal })).revocations, showNewest);
  }, (failure, succeeded) => {
    showOutcome(failure, succeeded);
    if (!failure || succeeded) return;
    showState('unknown', 'Not known', '.');
    [live, spread, fleet, alarms, newest].forEach((each) => fillChanged(each, 'failed', () => empty('Not known')));
  });
}
