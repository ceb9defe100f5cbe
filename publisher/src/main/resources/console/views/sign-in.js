// Signs in with an API key or an access token, with a one-time code from the address, or at an OpenID Provider.

import { Failure, read, useSession, write } from '../api.js';
import { field, fill, h } from '../dom.js';
import { texts } from '../format.js';

const PROBLEMS = texts({
  provider: 'The provider refused the sign-in.',
  scopes: 'The provider signed you in, but its access token is not accepted here.',
  state: 'This sign-in was begun in another window, or too long ago. Begin again.',
  unavailable: 'The provider cannot be reached now.',
});

/** Returns the page, or with `again` only its form. `signedIn` is called with the session. */
export function signIn({ session, parameters, signedIn, again = false }) {
  const error = h('p', { class: 'notice bad', role: 'alert', hidden: true });
  const credential = h('input', { type: 'password', name: 'credential', autocomplete: 'current-password', spellcheck: 'false', required: true });
  const submit = h('button', { class: 'primary' }, 'Sign in');

  const showProblem = (text) => {
    error.textContent = text;
    error.hidden = text === '';
  };
  const send = async (body) => {
    showProblem('');
    submit.disabled = true;
    try {
      signedIn(await write('/console/session', body));
    } catch (problem) {
      if (!(problem instanceof Failure)) throw problem;
      showProblem(problem.status === 401
        ? (body.code ? 'This link was used already, is too old, or is wrong. Sign in with a key instead.' : 'This credential is not known here.') : problem.message);
    } finally {
      submit.disabled = false;
      credential.value = '';
    }
  };

  const code = parameters.get('code');
  if (code) {
    read('/console/session').then((now) => {
      // The code leaves the address, so that it is in no history and no bookmark.
      history.replaceState(null, '', '#/');
      useSession(now);
      return send({ code });
    }, (failure) => showProblem(`${failure.message} Reload the page to use this link.`));
  }
  if (parameters.get('problem')) showProblem(PROBLEMS.get(parameters.get('problem')) ?? 'The sign-in failed.');

  const form = h('form', {
    onsubmit: (event) => {
      event.preventDefault();
      send({ credential: credential.value.trim() });
    },
  }, h('input', { type: 'text', name: 'username', autocomplete: 'username', value: 'revocast', hidden: true }), field('credential', 'API key or access token', credential, 'The same credential as for the API. This page does not store it.'), submit);

  const providers = (session?.providers ?? []).map((provider) => h('a', { class: 'button', href: provider.url }, `Continue with ${provider.alias}`));
  return fill(h('div', { class: 'sign-in' }),
    again ? null : h('div', { class: 'sign-in-head' }, h('img', { src: '/console/icon.svg', alt: '', width: 56, height: 56 }), h('h1', {}, 'Revocast'),
      h('p', {}, 'Revoke a JWT once, and every service refuses it.')),
    h('div', { class: 'card' }, h('h2', {}, 'Sign in'), error, form,
      providers.length > 0 ? [h('p', { class: 'or' }, 'or'), h('div', { class: 'providers' }, providers)] : null));
}
