// Calls the publisher. The session is a cookie that no script can read; requests that write carry the session's CSRF token.

import { learnTime, now } from './format.js';

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
  if (next === state) return;
  state = next;
  listeners.forEach((listener) => listener(next, lastAnswer));
}

/** Tells that the publisher answered, or that it did not. */
export function reportConnection(connected) {
  changeState(connected ? 'connected' : 'disconnected');
}

async function problemOf(response) {
  try {
    return JSON.parse(await response.text());
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    return { title: `The publisher answered ${response.status}.` };
  }
}

// A publisher that does not answer for so long is as good as away.
const LIMIT_MILLIS = 10_000;
// The publisher waits a minute for a commit.
const WRITE_LIMIT_MILLIS = 90_000;

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
    const late = error.name === 'TimeoutError';
    // A write that takes long does not say that the publisher is away.
    if (!late || method === 'GET') changeState('disconnected');
    const repeat = headers['Idempotency-Key'] ? ' It may have done this: repeat it to be sure.' : '';
    throw new Failure(0, { detail: `${late ? `The publisher did not answer within ${limit / 1000} s.` : 'The publisher cannot be reached.'}${repeat}` });
  }
  if (response.ok) {
    lastAnswer = Date.now();
    changeState('connected');
    return response;
  }
  const problem = await problemOf(response);
  if (problem.type?.endsWith(':csrf') && method !== 'GET' && !renewed) {
    // The publisher was restarted: it knows another token.
    useSession(await read('/console/session', { signal }));
    return request(path, { method, body, headers, signal, limit, renewed: true });
  }
  changeState(response.status === 401 && path !== '/console/session' ? 'signed-out' : 'connected');
  if (problem.type?.endsWith(':forbidden')) listeners.forEach((listener) => listener('forbidden', lastAnswer));
  throw new Failure(response.status, problem);
}

/** An answer that ended before its end. */
export function brokenOff() {
  return new Failure(0, { detail: 'The answer of the publisher broke off.' });
}

/** Reads JSON. */
export async function read(path, options) {
  const response = await request(path, options);
  let json;
  try {
    json = await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw brokenOff();
  }
  options?.signal?.throwIfAborted();
  // Elsewhere, `at` is the time of a revocation.
  if (/^\/v1\/(overview|fleet)/.test(path) && json.at) learnTime(json.at);
  return json;
}

/** Sends JSON and reads JSON. What is written has a key of its own, so that an attempt that is repeated is done once. */
export async function write(path, body, { key, signal } = {}) {
  return read(path, { method: 'POST', body, signal, ...(key ? { headers: { 'Idempotency-Key': key }, limit: WRITE_LIMIT_MILLIS } : {}) });
}

/** Returns a function that aborts what it began before, and returns the signal of what begins now. */
export function latest(signal) {
  let last = null;
  return () => {
    last?.abort();
    last = new AbortController();
    return AbortSignal.any([signal, last.signal]);
  };
}

/** Returns a function that calls another one when it was not called for 300 milliseconds: the user has finished typing. */
export function settled(action, signal) {
  let timer = 0;
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, 300);
  };
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
 * @param onOutcome is called with the Failure, or with null after a success, and with the time of the last success
 */
export function poll(pause, signal, once, onOutcome = () => null) {
  let succeeded = null;
  let timer = 0;
  let running = false;
  const step = async () => {
    running = true;
    if (!document.hidden) {
      try {
        await once();
        succeeded = now();
        onOutcome(null, succeeded);
      } catch (error) {
        if (error instanceof Failure) onOutcome(error, succeeded);
        // A fault of the page is reported, and the page goes on.
        else if (error.name !== 'AbortError') reportError(error);
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
