// Turns values into text. Times are local or UTC, as the user chose, with UTC on hover; ages count by the publisher's clock, not by the browser's.

import { h } from './dom.js';

let ahead = 0;

/** Learns what the publisher's clock says. */
export function learnTime(publisherTime) {
  const at = Date.parse(publisherTime);
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

/** Now, in milliseconds, by the publisher's clock. */
export function now() {
  return Date.now() + ahead;
}

/** By how many milliseconds the publisher's clock is ahead of this browser's. */
export function clockDifference() {
  return ahead;
}

// The pages are English whatever the browser prefers.
const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const formats = (timeZone) => ({
  day: new Intl.DateTimeFormat('en', { year: 'numeric', month: 'short', day: 'numeric', timeZone }),
  clock: new Intl.DateTimeFormat('en', { ...MINUTE, second: '2-digit', timeZone }),
  minute: new Intl.DateTimeFormat('en', { ...MINUTE, timeZone }),
});
const ZONES = { local: formats(), utc: formats('UTC') };
const STORED_ZONE = 'revocast-times';
const NUMBER = new Intl.NumberFormat('en');

function storedZone() {
  try {
    return localStorage.getItem(STORED_ZONE);
  } catch {
    // Without storage, a choice lasts as long as the page.
    return null;
  }
}

let zone = storedZone() === 'utc' ? 'utc' : 'local';

/** Whether times are shown as "local" or "utc". */
export function chosenZone() {
  return zone;
}

/** Shows times as "local" or "utc" from now on, also those that the page shows already. */
export function chooseZone(next) {
  zone = next;
  try {
    localStorage.setItem(STORED_ZONE, zone);
  } catch {
    // As above.
  }
  showTimes(document);
}

/** Shows the times in an element as the user chose, also in one that was not in the page at that moment. */
export function showTimes(element) {
  element.querySelectorAll('time').forEach((each) => { each.textContent = timeText(each.dateTime); });
}

/** A time of day, with the day unless it is today. */
export function timeText(instant) {
  const date = new Date(instant);
  const { day, clock } = ZONES[zone];
  const today = day.format(date) === day.format(new Date(now()));
  return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** A time of day at an axis. */
export function axisText(instant, withSeconds) {
  return ZONES[zone][withSeconds ? 'clock' : 'minute'].format(new Date(instant));
}

/** The local time of an instant as a field for times has it; empty when it is none. */
export function localInput(instant) {
  const at = instant ? Date.parse(instant) : NaN;
  return Number.isNaN(at) ? '' : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** A time element. */
export function time(instant) {
  if (!instant) return '–';
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  return h('time', { datetime: date.toISOString(), title: `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC` }, timeText(date));
}

/** A number with separators; a dash when it is not known. */
export function number(value) {
  return value === null || value === undefined ? '–' : NUMBER.format(value);
}

/** A number and its noun. */
export function count(value, one, many = `${one}s`) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** A duration of milliseconds; a dash when it is not known. */
export function millis(value) {
  if (value === null || value === undefined) return '–';
  if (Math.abs(value) < 1000) return `${Math.round(value)}\u00a0ms`;
  return seconds(value / 1000);
}

/** A duration of seconds in its largest units. */
export function seconds(value) {
  if (value < 0) return `-${seconds(-value)}`;
  if (value < 10) return `${value.toFixed(1)}\u00a0s`;
  if (value < 120) return `${Math.round(value)}\u00a0s`;
  if (value < 7200) return `${Math.round(value / 60)}\u00a0min`;
  if (value < 172800) return `${Math.round(value / 3600)}\u00a0h`;
  return `${Math.round(value / 86400)}\u00a0days`;
}

/** How long ago a time is, or how far ahead. */
export function ago(instant) {
  const difference = (now() - Date.parse(instant)) / 1000;
  if (Number.isNaN(difference)) return '–';
  if (Math.abs(difference) < 1) return 'now';
  return difference > 0 ? `${seconds(difference)} ago` : `in ${seconds(-difference)}`;
}

/** A text as a sentence: with a capital letter at its begin, and a full stop. */
export function sentence(text) {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()).replace(/[^.!?…]$/, '$&.');
}

/** Names with their texts, and nothing else: a name such as "constructor" has none. */
export function texts(entries) {
  return new Map(Object.entries(entries));
}

/** A text as one word of a POSIX shell. */
export function shellWord(text) {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
