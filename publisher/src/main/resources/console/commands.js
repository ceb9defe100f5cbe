// The command line and the curl call that do the same as the page. Neither contains a credential.

import { shellWord } from './format.js';
import { kindOf } from './kinds.js';

function commandOf(target) {
  const kind = kindOf(target);
  switch (kind) {
    case 'token': return [kind, target.jti ?? target.fingerprint];
    case 'claim': return [kind, target.name, target.value];
    case 'path': return [kind, target.pointer, target.value];
    case 'key': return [kind, target.kid];
    case 'issuer': return [kind, target.issuer];
    default: return [kind, target.value];
  }
}

/** `revocast revoke …`. Values of options follow "=", and names that begin with a hyphen follow "--". */
export function revokeCommand({ target, reason, note, issuedBefore, authBefore, expiresAt }) {
  const [kind, ...names] = commandOf(target);
  const values = {
    url: location.origin, issuer: target.kind === 'issuer' ? null : target.issuer, reason, note, 'issued-before': issuedBefore, 'auth-before': authBefore,
    'expires-at': target.kind === 'token' ? expiresAt : null, fingerprint: target.fingerprint,
  };
  const options = Object.entries(values).filter(([, value]) => value).map(([name, value]) => `--${name}=${value}`);
  const positional = target.fingerprint ? [] : names;
  return ['revocast', 'revoke', kind, ...options, '--wait=all', ...(positional.some((name) => name.startsWith('-')) ? ['--'] : []), ...positional].map(shellWord).join(' ');
}

/** The same as a request, for a POSIX shell. The key reaches curl through standard input, so that no process list shows it. */
export function curlCommand(entry) {
  const body = shellWord(JSON.stringify(entry));
  const key = "printf 'Authorization: Bearer %s' \"$REVOCAST_API_KEY\"";
  return `${key} | curl ${location.origin}/v1/revocations -H @- -H 'Content-Type: application/json' -d ${body}`;
}
