#!/usr/bin/env bash
# Walks through what docs/containers.md shows, on a composition that is up, and checks each answer.
#
#   docker compose up --build --wait && ops/containers/tour.sh
#
# Set COMPOSE to the command of your version, such as "docker-compose". Exit code 0: every step gave the expected answer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
read -r -a compose <<<"${COMPOSE:-docker compose}"
ports=("${REVOCAST_DEMO_1_PORT:-8081}" "${REVOCAST_DEMO_2_PORT:-8082}" "${REVOCAST_DEMO_3_PORT:-8083}")

step() { printf '%s  ' "$*"; }
passed() { printf 'ok\n'; }
failed() { printf 'FAILED: %s\n' "$*"; exit 1; }

# Prints the status of a request with the token; 000 when the instance does not answer.
status() { # port
  curl -s -o /dev/null -m 5 -w '%{http_code}' -H "Authorization: Bearer $token" "http://localhost:$1/me" || true
}

# Waits up to a minute until an instance gives the status.
expect() { # status port...
  local want=$1 port got end
  shift
  end=$((SECONDS + 60))
  for port in "$@"; do
    until got=$(status "$port") && [[ $got == "$want" ]]; do
      ((SECONDS < end)) || failed "port $port answers $got, not $want"
      sleep 0.2
    done
  done
}

login() {
  token=$(curl -s -m 10 -H 'Content-Type: application/json' -d '{"username":"alice","password":"wonderland"}' \
    "http://localhost:${ports[0]}/login" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
  [[ -n $token ]] || failed "no access token came from port ${ports[0]}"
}

step "log in, and call all three instances: 200"
login; expect 200 "${ports[@]}"; passed

step "log out at the first instance: 401 at all three"
curl -s -o /dev/null -m 10 -X POST -H "Authorization: Bearer $token" "http://localhost:${ports[0]}/logout"
expect 401 "${ports[@]}"; passed

step "kill the second instance, and start it: still 401"
"${compose[@]}" kill demo-2 >/dev/null 2>&1; "${compose[@]}" start demo-2 >/dev/null 2>&1
expect 401 "${ports[1]}"; passed

step "kill the publisher, and start it: still 401, and a new session is revoked"
"${compose[@]}" kill publisher >/dev/null 2>&1; "${compose[@]}" start publisher >/dev/null 2>&1
expect 401 "${ports[@]}"
login; expect 200 "${ports[@]}"
end=$((SECONDS + 60))
until [[ $(curl -s -o /dev/null -m 10 -w '%{http_code}' -X POST -H "Authorization: Bearer $token" \
  "http://localhost:${ports[2]}/logout") == 204 ]]; do
  ((SECONDS < end)) || failed "the logout is not confirmed"
  sleep 0.5
done
expect 401 "${ports[@]}"; passed

step "stop Kafka for longer than maxStaleness (30 s): a good token gets 503, a revoked one still 401"
revoked=$token
login; good=$token; expect 200 "${ports[@]}"
"${compose[@]}" stop kafka >/dev/null 2>&1
expect 503 "${ports[@]}"
token=$revoked; expect 401 "${ports[@]}"; passed

step "start Kafka: the good token gets 200 again, the revoked one still 401"
"${compose[@]}" start kafka >/dev/null 2>&1
token=$good; expect 200 "${ports[@]}"
token=$revoked; expect 401 "${ports[@]}"; passed
