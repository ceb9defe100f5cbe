// Says above a page that its numbers are not current.

import { fill, h, notice, visible } from './dom.js';
import { sentence, timeText } from './format.js';

/** Returns an element for the notice, and a function for the outcomes of a poll. */
export function freshness(page) {
  const element = h('div', {});
  return [element, (failure, succeeded) => {
    // Without a connection, the shell says so.
    const text = failure && failure.status !== 0 ? sentence(`${succeeded ? `As of ${timeText(succeeded)}: ` : ''}${failure.message}`) : '';
    page.classList.toggle('outdated', text !== '');
    if (element.textContent !== visible(text)) fill(element, text ? notice('warn', text) : null);
  }];
}
