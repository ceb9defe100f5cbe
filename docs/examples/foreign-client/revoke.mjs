// Revokes and introspects a token over the standards alone: RFC 8414, 7009 and 7662, by oauth4webapi.
//
//   CLIENT_ID=portal CLIENT_SECRET=rvk_… npm start -- https://revocast.example < token.txt
//
// The token comes from standard input, never from the command line, which other users of the machine can read.
// Exit code 0 when the token was active before, and is not afterwards.
import * as oauth from "oauth4webapi";

const issuer = new URL(process.argv[2] ?? "http://127.0.0.1:8080");
const { CLIENT_ID: id, CLIENT_SECRET: secret } = process.env;
if (!id || !secret) {
  console.error("CLIENT_ID and CLIENT_SECRET must be set: an API key with the kind token and the word introspect");
  process.exit(2);
}
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const token = Buffer.concat(chunks).toString("utf8").trim();

// Plain HTTP to try it out on one machine; anything else has to be HTTPS.
const local = ["127.0.0.1", "localhost", "[::1]"].includes(issuer.hostname);
const options = { [oauth.allowInsecureRequests]: local };
const client = { client_id: id };

const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: "oauth2" });
const server = await oauth.processDiscoveryResponse(issuer, found);
console.log("revocation_endpoint   ", server.revocation_endpoint);
console.log("introspection_endpoint", server.introspection_endpoint);

async function isActive(authentication) {
  const answer = await oauth.introspectionRequest(server, client, authentication, token, options);
  const { active } = await oauth.processIntrospectionResponse(server, client, answer);
  return active;
}

const before = await isActive(oauth.ClientSecretPost(secret));
console.log("active before         ", before);
for (const authentication of [oauth.ClientSecretBasic(secret), oauth.ClientSecretPost(secret)]) {
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, authentication, token, options),
  );
  console.log("revoked");
}
const after = await isActive(oauth.ClientSecretBasic(secret));
console.log("active after          ", after);

try {
  const answer = await oauth.revocationRequest(server, client, oauth.ClientSecretBasic("wrong"), token, options);
  await oauth.processRevocationResponse(answer);
  console.log("a wrong secret was accepted");
  process.exit(1);
} catch (e) {
  console.log("with a wrong secret   ", e.status ?? e.response?.status, e.error ?? e.cause?.[0]?.scheme ?? e.code);
}
process.exit(before && !after ? 0 : 1);
