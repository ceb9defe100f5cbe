#!/usr/bin/env bash
# Walks through what docs/containers.md shows of docker-compose.production.yml, on a composition that is up, and checks
# each answer.
#
#   export COMPOSE_FILE=docker-compose.production.yml COMPOSE_PROJECT_NAME=revocast-production
#   docker compose up --build --wait && ops/containers/tour-production.sh
#
# Set COMPOSE to the command of your version, such as "docker-compose". Exit code 0: every step gave the expected answer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
source ops/containers/tour-steps.sh
export COMPOSE_FILE=docker-compose.production.yml COMPOSE_PROJECT_NAME=revocast-production
readers_and_publishers=(demo-1 demo-2 demo-3 publisher-1 publisher-2)
authority=$(mktemp)
trap 'rm -f "$authority"' EXIT
"${compose[@]}" exec -T demo-1 cat /run/revocast/api-ca.pem >"$authority"

# Runs the container that makes certificates: its argument is "trust" or "renew".
secrets() { "${compose[@]}" run --rm -T secrets "$1" >/dev/null 2>&1 || failed "secrets $1"; }

# Restarts one broker after the other, each when the one before is healthy again.
restart_brokers() {
  local broker end
  for broker in kafka-1 kafka-2 kafka-3; do
    "${compose[@]}" restart "$broker" >/dev/null 2>&1
    await_healthy "$broker"
  done
}

await_healthy() { # service
  local end=$((SECONDS + 120))
  until [[ $(docker inspect -f '{{.State.Health.Status}}' "$("${compose[@]}" ps -q "$1")") == healthy ]]; do
    ((SECONDS < end)) || failed "$1 is not healthy"
    sleep 0.5
  done
}

started_at() { "${compose[@]}" ps -q "${readers_and_publishers[@]}" | xargs docker inspect -f '{{.Name}} {{.State.StartedAt}}'; }

# Prints the fingerprint of a publisher's certificate, which must be of the authority and for the host name.
certificate() { # port
  openssl s_client -connect "localhost:$1" -CAfile "$authority" -verify_return_error -verify_hostname localhost \
    </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256
}

step "log in, and call all three instances: 200"
login; expect 200 "${ports[@]}"; passed

step "log out at the first instance: 401 at all three"
logout "${ports[0]}"
expect 401 "${ports[@]}"; revoked=$token; passed

step "the user of the services may not write revocations"
"${compose[@]}" exec -T demo-1 sed 's,/run/revocast,/run/brokers,' /run/revocast/kafka.properties \
  | "${compose[@]}" exec -T kafka-1 bash -c 'umask 077; cat >/tmp/reader.properties'
answer=$(printf 'key\tvalue\n' | "${compose[@]}" exec -T kafka-1 /opt/kafka/bin/kafka-console-producer.sh \
  --bootstrap-server kafka-1:9092 --topic revocast.revocations --command-config /tmp/reader.properties \
  --reader-property parse.key=true 2>&1 || true)
"${compose[@]}" exec -T kafka-1 rm /tmp/reader.properties
[[ $answer == *TopicAuthorizationException* ]] || failed "$answer"; passed

step "kill a broker: still 401, and a new session is revoked"
"${compose[@]}" kill kafka-1 >/dev/null 2>&1
expect 401 "${ports[@]}"
login; expect 200 "${ports[@]}"; logout "${ports[1]}"; expect 401 "${ports[@]}"; passed

step "kill an instance and a publisher, and start them without that broker: still 401"
"${compose[@]}" kill demo-2 publisher-2 >/dev/null 2>&1
"${compose[@]}" start demo-2 publisher-2 >/dev/null 2>&1
expect 401 "${ports[1]}"
token=$revoked; expect 401 "${ports[@]}"
await_healthy publisher-2; passed

step "start the broker: a new session is revoked"
"${compose[@]}" start kafka-1 >/dev/null 2>&1
await_healthy kafka-1
login; expect 200 "${ports[@]}"; logout "${ports[2]}"; expect 401 "${ports[@]}"; passed

step "renew all certificates, under a new authority for Kafka: no reader and no publisher restarts"
login; expect 200 "${ports[@]}"
before=$(started_at)
old=$(certificate "${REVOCAST_PORT:-8080}")
[[ -n $old ]] || failed "no certificate of publisher-1"
secrets trust; restart_brokers
secrets renew; restart_brokers
# The tokens from before may have expired in the meantime.
login; expect 200 "${ports[@]}"; logout "${ports[1]}"; expect 401 "${ports[@]}"
end=$((SECONDS + 90))
for port in "${REVOCAST_PORT:-8080}" "${REVOCAST_PORT_2:-8084}"; do
  until new=$(certificate "$port") && [[ -n $new && $new != "$old" ]]; do
    ((SECONDS < end)) || failed "port $port shows the old certificate"
    sleep 1
  done
done
[[ $(started_at) == "$before" ]] || failed "a container was restarted: $(started_at)"; passed
