// Follows the publisher's event stream. EventSource gives up after an answer such as 503, and a new one forgets the last id;
// this one comes again after every end, with the id of the last event that it saw.

import { Failure, reportConnection, request } from './api.js';

const MOST_WAIT = 10_000;
// The publisher sends a comment every ten seconds.
const LONGEST_SILENCE = 25_000;

/** Yields the events of a response: id, name and data. Comments are left out. */
async function* eventsOf(response, heard) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    buffer += value;
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop();
    for (const block of blocks) {
      const fields = { id: null, event: '', data: '' };
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const name = line.slice(0, colon);
        if (name in fields) fields[name] = (fields[name] ?? '') + line.slice(colon + 1).replace(/^ /, '');
      }
      if (fields.id !== null || fields.data) yield fields;
    }
  }
}

function pause(duration, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, duration);
    signal.addEventListener('abort', end);
  });
}

/**
 * Follows the events until the signal aborts.
 *
 * @param onEvent is called with the name and the JSON of each event
 * @param onState is called with "live", "waiting" or "refused", and with the failure or null
 */
export async function follow(signal, onEvent, onState) {
  let lastId = null;
  let wait = 500;
  while (!signal.aborted) {
    let failure = null;
    const silence = new AbortController();
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), LONGEST_SILENCE);
    };
    heard();
    try {
      const headers = { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) };
      const response = await request('/v1/events', { headers, signal: AbortSignal.any([signal, silence.signal]), limit: 0 });
      onState('live', null);
      wait = 500;
      for await (const { id, event, data } of eventsOf(response, heard)) {
        lastId = id ?? lastId;
        try {
          if (data) onEvent(event, JSON.parse(data));
        } catch (fault) {
          // A fault of the page is reported, and the page goes on.
          reportError(fault);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      failure = error instanceof Failure ? error : null;
      if (failure?.status === 403) {
        onState('refused', failure);
        return;
      }
      if (failure?.status === 400) lastId = null;
      if (!failure) reportConnection(false);
    } finally {
      clearTimeout(timer);
    }
    onState('waiting', failure);
    await pause(wait, signal);
    wait = Math.min(MOST_WAIT, wait * 2);
  }
}
