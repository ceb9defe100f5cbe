// Shows a stream of server-sent events. EventSource cannot send an Authorization header and a URL must not carry a token,
// so fetch opens the stream. The token stays in the memory of this module.

const FEED_LENGTH = 5;
const element = (id) => document.getElementById(id);

let token = null;
let revokedAt = null;

/** Yields the events of a stream: name and data, which is JSON. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    const blocks = buffer.split('\n\n');
    buffer = blocks.pop();
    for (const block of blocks) {
      const field = (name) => block.split('\n')
        .filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2))
        .join('\n');
      yield { name: field('event'), data: JSON.parse(field('data')) };
    }
  }
}

function request(path, options = {}) {
  const headers = { ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  return fetch(path, { cache: 'no-store', credentials: 'omit', ...options, headers });
}

/** Returns the message for the user of a response that is not a success. */
async function messageOf(response) {
  const body = await response.json().catch(() => ({}));
  const text = body.error_description ?? body.error ?? body.title ?? `The service answered ${response.status}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function show(id, text) {
  element(id).textContent = text;
  element(id).hidden = text === '';
}

function showState(state, word) {
  element('state').dataset.state = state;
  element('state').textContent = word;
}

function timeOf(date) {
  const time = document.createElement('time');
  time.dateTime = date.toISOString();
  time.textContent = date.toLocaleTimeString();
  return time;
}

function showEvent({ number, at, instance }) {
  element('instance').textContent = instance;
  element('count').textContent = number;
  const item = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = `event ${number}`;
  item.append(name, timeOf(new Date(at)));
  element('feed').prepend(item);
  while (element('feed').children.length > FEED_LENGTH) element('feed').lastElementChild.remove();
}

function showEnd(text) {
  const now = performance.now();
  token = null;
  showState('ended', 'Ended');
  element('end-text').textContent = text;
  const after = revokedAt === null ? '' : `, ${Math.max(1, Math.round(now - revokedAt))}\u00a0ms after you asked`;
  element('end-details').replaceChildren('The stream ended at ', timeOf(new Date()), `${after}.`);
  element('end').hidden = false;
  element('while-open').hidden = true;
  element('when-ended').hidden = false;
  show('action-error', '');
}

async function follow(user) {
  revokedAt = null;
  element('login').hidden = true;
  element('stream').hidden = false;
  element('end').hidden = true;
  element('while-open').hidden = false;
  element('when-ended').hidden = true;
  element('feed').replaceChildren();
  element('user').textContent = user;
  element('instance').textContent = '–';
  element('count').textContent = '0';
  showState('connecting', 'Connecting');
  try {
    const response = await request('/stream', { headers: { Accept: 'text/event-stream' } });
    if (!response.ok) {
      showEnd(await messageOf(response));
      return;
    }
    showState('live', 'Live');
    for await (const { name, data } of eventsOf(response)) {
      if (name === 'end') {
        showEnd(data.text);
        return;
      }
      showEvent(data);
    }
    showEnd('The service closed the connection');
  } catch {
    showEnd('The connection to the service is lost');
  }
}

async function logIn(event) {
  event.preventDefault();
  show('login-error', '');
  const button = element('login').querySelector('button');
  button.disabled = true;
  try {
    const username = element('username').value;
    const body = JSON.stringify({ username, password: element('password').value });
    const response = await request('/login', { method: 'POST', body });
    if (!response.ok) {
      show('login-error', await messageOf(response));
      return;
    }
    token = (await response.json()).access_token;
    element('password').value = '';
    follow(username);
  } catch {
    show('login-error', 'The service cannot be reached');
  } finally {
    button.disabled = false;
  }
}

async function logOut(path) {
  show('action-error', '');
  const buttons = element('while-open').querySelectorAll('button');
  buttons.forEach((button) => { button.disabled = true; });
  revokedAt = performance.now();
  try {
    const response = await request(path, { method: 'POST' });
    if (!response.ok && token) {
      revokedAt = null;
      show('action-error', await messageOf(response));
    }
  } catch {
    revokedAt = null;
    show('action-error', 'The service cannot be reached');
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
  }
}

function startAgain() {
  element('stream').hidden = true;
  element('login').hidden = false;
  element('username').focus();
}

element('login').addEventListener('submit', logIn);
element('logout').addEventListener('click', () => logOut('/logout'));
element('logout-everywhere').addEventListener('click', () => logOut('/logout-everywhere'));
element('again').addEventListener('click', startAgain);
