// Charts with uPlot. Each has its numbers as a table too, for people who do not see it.

import uPlot from './lib/uPlot.esm.js';
import { h, table } from './dom.js';
import { number, timeText } from './format.js';

// Steps of a scale: revocations and milliseconds are whole.
const WHOLE = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => step * 10 ** power)).sort((a, b) => a - b);

function span(values) {
  return values.length < 2 ? 0 : values[values.length - 1] - values[0];
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
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
 * @param lines each has a label, the name of a colour, and "bars" or "points" as its kind
 * @param format turns a value into text
 * @param least how far the scale goes at least
 */
export function timeChart({ title, lines, format = number, height = 220, signal, least = 5 }) {
  const holder = h('div', { class: 'chart', role: 'img', 'aria-label': `${title}. The table below has the numbers.` });
  const numbers = h('div', {});
  const details = h('details', { class: 'numbers' }, h('summary', {}, 'Numbers'), numbers);
  let data = [[], ...lines.map(() => [])];
  let plot = null;

  const shape = {
    points: () => ({ paths: () => null, points: { show: true, size: 4, width: 1.5 } }),
    bars: () => ({ paths: uPlot.paths.bars({ size: [0.8, 40] }), points: { show: false } }),
  };
  const options = () => ({
    width: holder.clientWidth || 300,
    height,
    cursor: { y: false },
    legend: { live: true },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(most ?? 0, least) * 1.1] } },
    axes: [{ ...axis(), size: 32, values: (_, values) => values.map((value) => timeText(value * 1000).slice(-8, span(values) < 300 ? undefined : -3)) }, { ...axis(format), size: 64, incrs: WHOLE }],
    series: [
      { label: 'Time', value: (_, value) => (value === null ? '–' : timeText(value * 1000)) },
      ...lines.map((line) => ({
        label: line.label, stroke: colour(line.colour), width: 2, spanGaps: false, value: (_, value) => (value === null || value === undefined ? '–' : format(value)),
        fill: line.kind === 'bars' ? `${colour(line.colour)}66` : undefined, ...shape[line.kind](),
      })),
    ],
  });
  const draw = () => {
    plot?.destroy();
    holder.replaceChildren();
    plot = new uPlot(options(), data, holder);
  };
  const fillTable = () => {
    if (!details.open) return;
    const rows = data[0].map((at, index) => [at, ...data.slice(1).map((values) => values[index])])
      .filter((row) => row.slice(1).some((value) => value !== null && value !== 0)).slice(-200).reverse()
      .map((row) => h('tr', {}, h('th', { scope: 'row' }, timeText(row[0] * 1000)), row.slice(1).map((value) => h('td', { class: 'numeric' }, value === null ? '–' : format(value)))));
    numbers.replaceChildren(table(title, ['Time', ...lines.map((line) => `#${line.label}`)], rows));
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
    /** Shows data: seconds since 1970, then one list of values for each line; null is a gap. */
    show(next) {
      data = next;
      if (plot) plot.setData(data);
      else if (holder.isConnected) draw();
      fillTable();
    },
  };
}
