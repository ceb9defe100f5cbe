// Charts with uPlot. Each has its numbers as a table too, for people who do not see it.

import uPlot from './lib/uPlot.esm.js';
import { choice, fillChanged, h, labelled, table } from './dom.js';
import { axisText, number, now, texts, time, timeText } from './format.js';

// The parts of the last hour that a chart can show, in seconds.
const SHORTEST = 300;
const RANGES = texts({ '5m': ['5 min', SHORTEST], '1h': ['1 h', 3600], open: ['Since you opened the console', null] });

// Steps of a scale: revocations and milliseconds are whole.
const WHOLE = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => step * 10 ** power)).sort((a, b) => a - b);

const DECADES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

function span(values) {
  return values.length < 2 ? 0 : values[values.length - 1] - values[0];
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * Choices of what charts show: five minutes, an hour, or the time since the console was opened.
 *
 * @param onchoose is called after a choice
 */
export function rangeChoice({ parameters, remember }, onchoose) {
  let chosen = RANGES.has(parameters.get('range')) ? parameters.get('range') : '1h';
  return {
    element: choice('Time', 'range', [...RANGES].map(([value, [text]]) => [value, text]), chosen, (next) => {
      chosen = next;
      remember({ range: chosen === '1h' ? null : chosen });
      onchoose();
    }, 'small'),
    /** The first and the last second to show. An hour of which little is known is cut to that, and to five minutes at least. */
    window(firstKnown) {
      const end = now() / 1000;
      const [, length] = RANGES.get(chosen);
      if (length === null) return [end - Math.max(60, performance.now() / 1000), end];
      return [Math.max(end - length, Math.min(firstKnown ?? end, end - SHORTEST)), end];
    },
  };
}

function axis(format) {
  return {
    stroke: colour('quiet'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false }, font: '12px system-ui, sans-serif',
    ...(format ? { values: (_, values) => values.map((value) => (value === null ? '' : format(value))) } : {}),
  };
}

/**
 * Returns an element with a chart over time.
 *
 * @param lines each has a label, the name of a colour, and "bars", "line", "dashes" or "points" as its kind
 * @param format turns a value into text
 * @param least how far the scale goes at least
 * @param log whether the scale is logarithmic, from 1
 */
export function timeChart({ title, lines, format = number, height = 220, signal, least = 5, log = false }) {
  const holder = h('div', { class: 'chart', role: 'img', 'aria-label': `${title}. The table below has the numbers.` });
  const heads = ['Time', ...lines.map((line) => `#${line.label}`)];
  const numbers = h('tbody', {});
  const details = h('details', { class: 'numbers' }, h('summary', {}, 'Numbers'), table(title, heads, numbers));
  let data = [[], ...lines.map(() => [])];
  let window = [0, 1];
  let plot = null;

  const line = (stroke) => ({ points: { show: true, size: 4, width: 0, fill: stroke } });
  const shape = {
    points: (stroke) => ({ paths: () => null, points: { show: true, size: 9, width: 1.5, stroke: colour('card'), fill: stroke } }),
    line,
    dashes: (stroke) => ({ ...line(stroke), dash: [5, 4] }),
    bars: (stroke) => ({ paths: uPlot.paths.bars({ size: [0.8, 40], gap: 1 }), points: { show: false }, width: 0, fill: stroke }),
  };
  const upTo = (most) => Math.max(most ?? 0, least) * (log ? 1.5 : 1.1);
  // A logarithmic scale has no zero, and a point at zero says nothing.
  const place = (value, kind) => (value === null ? null : log ? Math.max(1, value) : value === 0 && kind === 'points' ? null : value);
  const plotted = () => [data[0], ...data.slice(1).map((values, index) => values.map((value) => place(value, lines[index].kind)))];
  const options = () => ({
    width: holder.clientWidth || 300,
    height,
    cursor: { y: false },
    legend: { live: true, markers: { width: 0, fill: (_, index) => colour(lines[index - 1]?.colour ?? 'quiet') } },
    scales: { x: { time: true, range: () => window }, y: { distr: log ? 3 : 1, range: (_, __, most) => [log ? 1 : 0, upTo(most)] } },
    axes: [{ ...axis(), size: 32, values: (_, values) => values.map((value) => axisText(value * 1000, span(values) < 300)) }, { ...axis(format), size: 64, ...(log ? { splits: (_, __, ___, most) => DECADES.filter((each) => each <= most) } : { incrs: WHOLE }) }],
    series: [
      { label: 'Time', value: (_, value) => (value === null ? '' : timeText(value * 1000)) },
      ...lines.map((each) => ({
        label: each.label, stroke: colour(each.colour), width: 1.5, spanGaps: false, value: (_, value) => (value === null || value === undefined ? '' : format(value)),
        ...shape[each.kind](colour(each.colour)),
      })),
    ],
  });
  const draw = () => {
    plot?.destroy();
    holder.replaceChildren();
    plot = new uPlot(options(), plotted(), holder);
  };
  const fillTable = () => {
    if (!details.open) return;
    const rows = data[0].map((at, index) => [at, ...data.slice(1).map((values) => values[index])])
      .filter((row) => row.slice(1).some((value) => value !== null && value !== 0)).slice(-200).reverse();
    fillChanged(numbers, rows, () => rows.map(([at, ...values]) => labelled(heads, h('tr', {}, h('th', { scope: 'row' }, time(new Date(at * 1000))),
      values.map((value) => h('td', { class: 'numeric' }, value === null ? '–' : format(value)))))));
  };
  details.addEventListener('toggle', fillTable);
  const observer = new ResizeObserver(() => plot?.setSize({ width: holder.clientWidth, height }));
  observer.observe(holder);
  addEventListener('themechange', draw, { signal });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    plot?.destroy();
  });

  return {
    element: h('figure', {}, h('figcaption', {}, title), holder, details),
    /** Shows data: seconds since 1970, then one list of values for each line; null is a gap. The window is its first and last second. */
    show(next, [from, to]) {
      const begin = next[0].findIndex((at) => at >= from);
      data = begin < 0 ? next.map(() => []) : next.map((values) => values.slice(begin));
      window = [from, to];
      if (plot) plot.setData(plotted());
      else if (holder.isConnected) draw();
      fillTable();
    },
  };
}
