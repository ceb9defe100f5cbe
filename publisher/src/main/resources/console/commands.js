// The command line and the curl call that do the same as the page. Neither contains a credential.

import { shellWord } from './format.js';

function commandOf({ kind, ...target }) {
  if (kind === 'token') return target.jti ? ['token', target.jti] : ['token', '--fingerprint', target.fingerprint];
  if (kind === 'claim') {
    const short = { sub: 'subject', sid: 'session', client_id: 'client' }[target.name];
    return short ? [short, target.value] : ['claim', target.name, target.value];
  }
  if (kind === 'path') return ['path', target.pointer, target.value];
  return kind === 'key' ? ['key', target.kid] : ['issuer', target.issuer];
}

/** `revocast revoke …`. An argument that begins with a hyphen follows "--". */
export function revokeCommand({ target, reason, note, issuedBefore, authBefore, expiresAt }) {
  const [kind, ...names] = commandOf(target);
  const options = [
    ...(target.kind === 'issuer' ? [] : ['--issuer', target.issuer]),
    ...(reason ? ['--reason', reason] : []), ...(note ? ['--note', note] : []),
    ...(issuedBefore ? ['--issued-before', issuedBefore] : []), ...(authBefore ? ['--auth-before', authBefore] : []),
    ...(expiresAt && target.kind === 'token' ? ['--expires-at', expiresAt] : []),
  ];
  const named = names[0] === '--fingerprint' ? [...options, ...names] : names.some((name) => name.startsWith('-')) ? [...options, '--', ...names] : [...names, ...options];
  return ['revocast', 'revoke', kind, '--url', location.origin, ...named, '--wait'].map(shellWord).join(' ');
}

/** The same as a request. The key comes from the environment through standard input, so that no process list shows it. */
export function curlCommand(entry) {
  const body = shellWord(JSON.stringify(entry));
  const key = '-H @- <<< "Authorization: Bearer $REVOCAST_API_KEY"';
  return `curl -X POST ${location.origin}/v1/revocations -H 'Content-Type: application/json' -d ${body} ${key}`;
}
