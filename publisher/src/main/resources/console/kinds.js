// What can be revoked, in the words of all pages: the eight kinds of the command line, which the API has as five.

import { h } from './dom.js';
import { texts } from './format.js';

// How an instance of each is called, how several are, and what the API calls it.
export const KINDS = texts({
  subject: { text: 'Subject', many: 'Subjects', kind: 'claim', claim: 'sub' },
  session: { text: 'Session', many: 'Sessions', kind: 'claim', claim: 'sid' },
  token: { text: 'Token', many: 'Tokens', kind: 'token' },
  client: { text: 'Client', many: 'Clients', kind: 'claim', claim: 'client_id' },
  claim: { text: 'Claim', many: 'Claims', kind: 'claim' },
  path: { text: 'Path', many: 'Paths', kind: 'path' },
  key: { text: 'Signing key', many: 'Signing keys', kind: 'key' },
  issuer: { text: 'Issuer', many: 'Issuers', kind: 'issuer' },
});

/** What the pages call a target, or a kind of the API. */
export function kindOf({ kind, name }) {
  const short = kind === 'claim' && name ? [...KINDS].find(([, each]) => each.claim === name) : null;
  return short?.[0] ?? kind;
}

/** The kind of a target for people. Of a claim without a name, only that it is one is known. */
export function kindText(target) {
  return target.kind === 'claim' && !target.name ? 'Subject or other claim' : KINDS.get(kindOf(target))?.text ?? target.kind;
}

/** What a target names inside its issuer. */
export function nameOf(target) {
  switch (target.kind) {
    case 'token': return target.jti ?? target.fingerprint;
    case 'claim': return kindOf(target) === 'claim' ? `${target.name} = ${target.value}` : target.value;
    case 'path': return `${target.pointer} = ${target.value}`;
    case 'key': return target.kid;
    default: return target.issuer;
  }
}

/** The address of a page that begins with a target. */
export function addressOf(page, target) {
  return `#${page}?${new URLSearchParams(target)}`;
}

/** A target: its kind, its name, and its issuer. */
export function targetElement(target) {
  return h('span', { class: 'target' },
    h('span', { class: 'kind' }, kindText(target)), ' ', h('code', {}, nameOf(target)),
    target.kind === 'issuer' ? null : h('span', { class: 'issuer' }, target.issuer));
}
