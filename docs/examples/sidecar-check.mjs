// Asks the sidecar whether a service may accept a token. Needs Node 18 and no package.
//
//     node sidecar-check.mjs < token.txt
import { readFileSync } from "node:fs";

const sidecar = process.env.SIDECAR_URL ?? "http://127.0.0.1:9191";

// Resolves to false for a token that is invalid or revoked. Rejects when the sidecar cannot decide: answer 503 then.
export async function isAccepted(token) {
  const response = await fetch(sidecar + "/v1/check", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
    signal: AbortSignal.timeout(2000),
  });
  if (!response.ok) {
    throw new Error("unexpected HTTP status " + response.status);
  }
  const answer = await response.json();
  if (answer.outcome === "unknown" || answer.outcome === "keys_unavailable") {
    throw new Error("undecided: " + (answer.reason ?? answer.outcome));
  }
  return answer.accepted;
}

console.log((await isAccepted(readFileSync(0, "utf8").trim())) ? "accepted" : "refused");
