// Calls the publisher. The session is a cookie that no script can read; requests that write carry the session's CSRF token.

import { learnTime } from './format.js';

let csrf = null;
let lastAnswer = null;
const listeners = new Set();

/** What went wrong with a request. `status` is 0 when no answer came. */
export class Failure extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The publisher answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** Learns the session's CSRF token. */
export function useSession(session) {
  csrf = session.csrf ?? null;
  if (session.now) learnTime(session.now);
}

/** Calls a function with "connected", "disconnected" or "signed-out" when that changes, and with "forbidden". Returns a function that ends this. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let state = 'connected';

function changeState(next) {
  if (next === 'connected') lastAnswer = Date.now();
  if (next === state) return;
  state = next;
  listeners.forEach((listener) => listener(next, lastAnswer));
}

/** Tells that the publisher answered, or that it did not. */
export function reportConnection(connected) {
  changeState(connected ? 'connected' : 'disconnected');
}

async function problemOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { title: `The publisher answered ${response.status}.` };
  }
}

// A publisher that does not answer for so long is as good as away. A verification reads the whole audit and takes longer.
const LIMIT_MILLIS = 10_000;

function within(limit, signal) {
  const signals = [...(signal ? [signal] : []), ...(limit ? [AbortSignal.timeout(limit)] : [])];
  return signals.length > 0 ? AbortSignal.any(signals) : undefined;
}

/** Sends a request and returns its response, which is a success; throws a Failure. */
export async function request(path, { method = 'GET', body, headers = {}, signal, limit = LIMIT_MILLIS, renewed = false } = {}) {
  const sent = { Accept: 'application/json', ...headers };
  if (method !== 'GET' && csrf) sent['X-CSRF-Token'] = csrf;
  if (body !== undefined) sent['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, {
      method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body), signal: within(limit, signal), cache: 'no-store', credentials: 'same-origin',
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    changeState('disconnected');
    throw new Failure(0, { detail: 'The publisher cannot be reached.' });
  }
  if (response.ok) {
    changeState('connected');
    return response;
  }
  const problem = await problemOf(response);
  if (problem.type?.endsWith(':csrf') && !renewed) {
    // The publisher was restarted: it knows another token.
    useSession(await read('/console/session', { signal }));
    return request(path, { method, body, headers, signal, limit, renewed: true });
  }
  changeState(response.status === 401 && path !== '/console/session' ? 'signed-out' : 'connected');
  if (problem.type?.endsWith(':forbidden')) listeners.forEach((listener) => listener('forbidden', lastAnswer));
  throw new Failure(response.status, problem);
}

/** Reads JSON. */
export async function read(path, options) {
  const response = await request(path, options);
  let json;
  try {
    json = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Failure(0, { detail: 'The answer of the publisher broke off.' });
  }
  // Elsewhere, `at` is the time of a revocation.
  if (/^\/v1\/(overview|fleet)/.test(path) && json.at) learnTime(json.at);
  return json;
}

/** Sends JSON and reads JSON. Each call has a key of its own, so that an attempt that is repeated is done once. */
export async function write(path, body, key) {
  return read(path, { method: 'POST', body, headers: key ? { 'Idempotency-Key': key } : {} });
}

/** Ends the session. */
export async function endSession() {
  await request('/console/session', { method: 'DELETE' });
}

/** A new idempotency key, a UUID of version 4. `crypto.randomUUID` does not exist on a page without TLS. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * Calls a function again and again until the signal aborts: after each success and each failure it waits. A hidden page
 * does not ask. Returns nothing.
 *
 * @param pause milliseconds, or a function that returns them
 */
export function poll(pause, signal, once) {
  let timer = 0;
  let running = false;
  const step = async () => {
    running = true;
    if (!document.hidden) {
      try {
        await once();
      } catch (error) {
        // A fault of the page is reported, and the page goes on.
        if (error.name !== 'AbortError' && !(error instanceof Failure)) reportError(error);
      }
    }
    running = false;
    if (!signal.aborted) timer = setTimeout(step, typeof pause === 'function' ? pause() : pause);
  };
  const awake = () => {
    if (!document.hidden && !running) {
      clearTimeout(timer);
      step();
    }
  };
  document.addEventListener('visibilitychange', awake, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  step();
}
