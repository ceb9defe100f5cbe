// Each setting of each topic: what it should be, what it is, why, and the command that repairs it.

import { Failure, read } from '../api.js';
import { badge, button, card, fill, h, notice, table } from '../dom.js';
import { count, millis, sentence } from '../format.js';
import { problem } from '../reinstate.js';

export function view(content, { signal }) {
  const result = h('div', { class: 'page', 'aria-live': 'polite' });
  const load = async () => {
    again.disabled = true;
    fill(result, h('div', { class: 'skeleton tall' }));
    try {
      const { topics } = await read('/v1/topic', { signal });
      fill(result, summary(topics), topics.map(topicCard));
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (!(failure instanceof Failure)) throw failure;
      fill(result, problem(failure));
    } finally {
      again.disabled = false;
    }
  };
  const again = button('Look again', load);
  fill(content, h('div', { class: 'page-head' }, h('h1', {}, 'Topic doctor'), h('span', { class: 'gap' }), again), result);
  load();
}

function isMissing({ exists }) {
  return exists === false;
}

/** What an operator has to do, in one sentence. */
function summary(topics) {
  const findings = topics.reduce((sum, topic) => sum + (isMissing(topic) && topic.required ? 1 : 0) + (topic.partitions ?? []).filter((each) => !isInSync(each)).length
    + [...topic.settings ?? [], ...topic.access ?? []].filter((each) => !each.ok).length, 0);
  const unknown = topics.filter((topic) => topic.unavailable || (isMissing(topic) && !topic.required)).length;
  const more = unknown > 0 ? `${count(unknown, 'topic is', 'topics are')} missing or cannot be seen.` : '';
  const [tone, text] = findings > 0 ? ['bad', `${count(findings, 'finding')}.`] : unknown > 0 ? ['warn', 'No finding.'] : ['good', 'Nothing to do.'];
  return h('section', { class: 'hero small', 'data-tone': tone, role: 'status' }, h('p', { class: 'sentence' }, `${text} ${more}`.trim()));
}

function isInSync({ inSync, replicas }) {
  return (inSync?.length ?? 0) === (replicas?.length ?? 0);
}

/** A value of a setting. One in milliseconds has its duration too. */
function valueOf(name, value) {
  if (value === undefined || value === null) return '–';
  const number = name.endsWith('.ms') ? /[0-9]+/.exec(value)?.[0] : null;
  return number ? [value.replace(number, millis(Number(number))), h('span', { class: 'issuer' }, `${number} ms`)] : value;
}

function mark(ok) {
  return ok ? badge('good', 'OK') : badge('bad', 'Wrong');
}

function topicCard(topic) {
  return card(null, {},
    h('div', { class: 'title' }, h('h2', {}, topic.topic), topic.topicId ? h('code', { class: 'quiet' }, topic.topicId) : isMissing(topic) ? badge(topic.required ? 'bad' : 'warn', 'Missing') : badge('warn', 'Not known')),
    topic.unavailable ? notice('warn', sentence(topic.unavailable)) : null,
    topic.fix ? [h('p', {}, 'To repair it:'), h('pre', {}, topic.fix)] : null,
    (topic.settings ?? []).length > 0 ? table(`Settings of ${topic.topic}`, ['Setting', 'State', 'Is', 'Should be', 'Why'], topic.settings.map((each) => h('tr', {},
      h('th', { scope: 'row', class: 'unbroken' }, h('code', {}, each.name)), h('td', {}, mark(each.ok)), h('td', {}, valueOf(each.name, each.actual)), h('td', {}, valueOf(each.name, each.wanted)),
      h('td', { class: 'long' }, sentence(each.why))))) : null,
    (topic.partitions ?? []).length > 0 ? table(`Partitions of ${topic.topic}`, ['Partition', '#Begins at', '#Ends at', 'Leader', 'In sync'], topic.partitions.map((each) => h('tr', {},
      h('th', { scope: 'row' }, String(each.partition)), h('td', { class: 'numeric' }, each.begin ?? '–'), h('td', { class: 'numeric' }, each.end ?? '–'), h('td', {}, each.leader ?? 'none'),
      h('td', {}, badge(isInSync(each) ? 'good' : 'warn', `${each.inSync?.length ?? 0} of ${each.replicas?.length ?? 0}`))))) : null,
    (topic.access ?? []).length > 0 ? table(`Permissions on ${topic.topic}`, ['Permission', 'State', 'Why'], topic.access.map((each) => h('tr', {}, h('th', { scope: 'row' }, each.right), h('td', {}, mark(each.ok)), h('td', { class: 'long' }, sentence(each.why))))) : null);
}
