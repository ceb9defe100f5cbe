// The shell of the console: session, pages, connection. Each page is a function that fills an element and ends with a signal.

import { Failure, endSession, onConnection, poll, read, useSession } from './api.js';
import { button, choice, fill, h, icon, notice, setText } from './dom.js';
import { chooseZone, chosenZone, clockDifference, seconds, time } from './format.js';
import { signIn } from './views/sign-in.js';

// A page appears only for a credential that may read what it shows.
const READ = 'revocation:read';
const PAGES = [
  { path: '/', title: 'Overview', scope: READ, load: () => import('./views/overview.js'), icon: 'M4 13h6V4H4zM14 20h6v-9h-6zM14 7h6V4h-6zM4 20h6v-3H4z' },
  { path: '/feed', title: 'Live feed', scope: READ, load: () => import('./views/feed.js'), icon: 'M3 12h4l3-8 4 16 3-8h4' },
  { path: '/revoke', title: 'Revoke', scope: ':write', load: () => import('./views/revoke.js'), icon: 'M12 3a9 9 0 100 18 9 9 0 000-18zM6 18L18 6' },
  { path: '/revocations', title: 'Revocations', scope: READ, load: () => import('./views/revocations.js'), icon: 'M4 6h16M4 12h16M4 18h10' },
  { path: '/explain', title: 'Explain a token', scope: READ, load: () => import('./views/explain.js'), icon: 'M11 4a7 7 0 100 14 7 7 0 000-14zM20 20l-4-4' },
  { path: '/fleet', title: 'Fleet', scope: READ, load: () => import('./views/fleet.js'), icon: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z' },
  { path: '/propagation', title: 'Propagation', scope: READ, load: () => import('./views/propagation.js'), icon: 'M4 20V10M10 20V4M16 20v-7M21 20H3' },
  { path: '/audit', title: 'Audit', scope: 'revocation:audit', load: () => import('./views/audit.js'), icon: 'M6 3h9l4 4v14H6zM9 11h6M9 15h6' },
  { path: '/topic', title: 'Topic doctor', scope: READ, everyIssuer: true, load: () => import('./views/topic.js'), icon: 'M4 7c0-2 16-2 16 0v10c0 2-16 2-16 0zM4 12c0 2 16 2 16 0' },
];

const element = (id) => document.getElementById(id);
let session = null;
let leave = new AbortController();

/** Whether the session may do what a page or an action needs; ":write" stands for any kind of target. */
function may(scope) {
  return scope === ':write' ? session.scopes.some((each) => each.endsWith(':write')) : session.scopes.includes(scope);
}

/** The pages that the navigation shows. */
function offered() {
  return PAGES.filter((page) => may(page.scope) && !(page.everyIssuer && session.issuers.length > 0));
}

function currentPage() {
  const url = new URL(location.hash.slice(1) || '/', location.origin);
  return { path: url.pathname, parameters: url.searchParams };
}

/** Writes the state of a page into its URL, without a new entry in the history. */
function remember(parameters) {
  const kept = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const query = new URLSearchParams(kept).toString();
  history.replaceState(null, '', `#${currentPage().path}${query ? `?${query}` : ''}`);
}

async function show() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const view = element('view');
  if (!session) {
    element('top').hidden = true;
    if (away.parentNode !== view) fill(view, away);
    view.removeAttribute('aria-busy');
    return;
  }
  // A credential that may not read begins with the first page that it has.
  if (session.signedIn && currentPage().path === '/' && !may(READ) && offered().length > 0) history.replaceState(null, '', `#${offered()[0].path}`);
  const { path, parameters } = currentPage();
  if (!session.signedIn || path === '/sign-in') {
    element('top').hidden = true;
    document.title = 'Sign in · Revocast';
    fill(view, signIn({ session, parameters, signedIn: (next) => begin(next, path) }));
    view.removeAttribute('aria-busy');
    return;
  }
  showShell(path);
  const page = PAGES.find((each) => each.path === path) ?? (path.startsWith('/revocations/') ? PAGES[3] : undefined);
  document.title = `${page?.title ?? 'Not found'} · Revocast`;
  view.removeAttribute('aria-busy');
  if (!page) {
    fill(view, h('h1', {}, 'There is no such page'), h('p', {}, h('a', { href: '#/' }, 'Go to the overview')));
    return;
  }
  if (!may(page.scope)) {
    fill(view, h('h1', {}, page.title), notice('warn', `“${session.name}” lacks the scope ${page.scope.replace(/^:/, 'revocation:…:')}.`),
      h('p', {}, 'Sign in with another credential, or ask for this scope. The other pages stay open to you.'));
    return;
  }
  view.setAttribute('aria-busy', 'true');
  const content = h('div', { class: 'page' });
  const start = await page.load().then((module) => module.view, () => null);
  if (signal.aborted) return;
  if (!start) {
    fill(view, h('h1', {}, page.title), notice('bad', 'This page could not be loaded from the publisher.'), h('div', { class: 'actions' }, button('Try again', () => location.reload())));
    view.removeAttribute('aria-busy');
    return;
  }
  fill(view, content);
  start(content, { session, may, parameters, signal, remember, path });
  view.removeAttribute('aria-busy');
  // The other pages open also while the publisher is away.
  PAGES.filter((each) => may(each.scope)).forEach((each) => each.load().catch(() => null));
}

function showShell(path) {
  element('top').hidden = false;
  const section = `/${path.split('/')[1]}`;
  fill(element('pages'), offered().map((page) => h('li', {},
    h('a', { href: `#${page.path}`, 'aria-current': page.path === section ? 'page' : null }, icon(page.icon), page.title))));
  fill(element('account'),
    h('p', { class: 'who' }, h('span', {}, 'Signed in as'), h('strong', { id: 'who' }, session.name)),
    session.expiresAt ? h('p', { class: 'version' }, 'Session ends at the latest ', time(session.expiresAt)) : null,
    choice('Theme', 'theme', [['system', 'System'], ['light', 'Light'], ['dark', 'Dark']], document.documentElement.dataset.choice, chooseTheme, 'small'),
    choice('Times', 'times', [['local', 'Local'], ['utc', 'UTC']], chosenZone(), chooseTimes, 'small'),
    session.insecure ? notice('warn', 'This publisher runs with --insecure: every caller may do everything.') : button('Sign out', signOut, 'quiet'), fill(stillSignedIn),
    h('p', { class: 'version' }, session.topic, h('br'), session.version));
  closeMenu();
}

function closeMenu() {
  element('menu').setAttribute('aria-expanded', 'false');
  element('side').classList.remove('open');
}

function chooseTheme(theme) {
  dispatchEvent(new CustomEvent('themechoice', { detail: theme }));
}

function chooseTimes(zone) {
  chooseZone(zone);
  // Charts are drawn again.
  dispatchEvent(new Event('themechange'));
}

// Says that a sign-out failed.
const stillSignedIn = h('div', {});

async function signOut() {
  // Requests of the page that end with the session ask for no sign-in.
  asking = true;
  try {
    await endSession();
    await restart();
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    fill(stillSignedIn, notice('bad', h('strong', {}, 'You are still signed in. '), failure.message));
  } finally {
    asking = false;
  }
}

// Stands where pages do until the publisher answers for the first time.
const away = h('div', { class: 'page' });

/** Reads the session again, until that succeeds, and shows the page that the URL names. */
async function restart() {
  session = await read('/console/session').catch((failure) => {
    fill(away, h('h1', {}, 'Revocast'), notice('bad', `${failure.message} Trying again …`));
    return null;
  });
  if (session) {
    useSession(session);
    fill(element('connection'), ...clockNotice());
  } else {
    setTimeout(restart, 2000);
  }
  await show();
}

/** Shows the page that the user wanted before the sign-in. */
function begin(next, path) {
  session = next;
  useSession(session);
  setText(element('connection'), '');
  if (path === '/sign-in') history.replaceState(null, '', '#/');
  show();
}

let probe = new AbortController();

onConnection((state, lastAnswer) => {
  probe.abort();
  document.body.classList.toggle('disconnected', state === 'disconnected');
  const box = element('connection');
  if (state === 'connected') fill(box, ...clockNotice());
  if (state === 'disconnected') {
    fill(box, notice('warn', h('strong', {}, 'Disconnected. '),
      lastAnswer ? ['What you see is as of ', time(lastAnswer), '. '] : null, 'Reconnecting …'));
    probe = new AbortController();
    const { signal } = probe;
    poll(2000, signal, () => read('/console/session', { signal }));
  }
  if (state === 'signed-out') signInAgain();
  if (state === 'forbidden') lookAtRights();
});

/** A scope may have been withdrawn while the user looked. */
async function lookAtRights() {
  const now = await read('/console/session').catch(() => null);
  if (now?.signedIn && session?.signedIn && !sameRights(session, now)) begin(now, currentPage().path);
}

/** Asks for a sign-in above the page, so that what was typed stays. */
let asking = false;

async function signInAgain() {
  if (asking) return;
  asking = true;
  const before = session;
  const now = await read('/console/session').catch(() => null);
  if (!before?.signedIn || now?.signedIn) {
    asking = false;
    if (now) begin(now, currentPage().path);
    return;
  }
  const dialog = h('dialog', { 'aria-label': 'Sign in' });
  // Without a session there is nothing behind it to go back to.
  dialog.addEventListener('cancel', (event) => event.preventDefault());
  fill(dialog, notice('warn', 'Your session has ended. Sign in to go on where you were.'),
    signIn({ session: now, parameters: new URLSearchParams(), again: true, signedIn: (next) => {
      dialog.close();
      dialog.remove();
      asking = false;
      if (sameRights(before, next)) {
        session = next;
        useSession(next);
        showShell(currentPage().path);
      } else {
        begin(next, currentPage().path);
      }
    } }));
  document.body.append(dialog);
  dialog.showModal();
}

function sameRights(one, other) {
  const rights = (each) => JSON.stringify([each.name, [...each.scopes].sort(), [...each.issuers].sort()]);
  return rights(one) === rights(other);
}

function clockNotice() {
  const difference = Math.abs(clockDifference()) / 1000;
  return difference < 60 ? []
    : [notice('info', `The clock of this browser differs from the publisher's by ${seconds(difference)}. Ages count by the publisher's clock.`)];
}

document.querySelector('.skip').addEventListener('click', (event) => {
  // The address names a page, so the link must not change it.
  event.preventDefault();
  element('content').focus();
});
element('menu').addEventListener('click', () => {
  const open = element('side').classList.toggle('open');
  element('menu').setAttribute('aria-expanded', String(open));
});
addEventListener('hashchange', async () => {
  await show();
  // Screen readers and the keyboard go on at the new page.
  element('content').focus({ preventScroll: true });
  scrollTo(0, 0);
});

restart();
