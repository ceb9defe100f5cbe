#!/usr/bin/env bash
# Walks through what docs/containers.md shows, on a composition that is up, and checks each answer.
#
#   docker compose up --build --wait && ops/containers/tour.sh
#
# Set COMPOSE to the command of your version, such as "docker-compose". Exit code 0: every step gave the expected answer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
source ops/containers/tour-steps.sh

step "log in, and call all three instances: 200"
login; expect 200 "${ports[@]}"; passed

step "log out at the first instance: 401 at all three"
logout "${ports[0]}"
expect 401 "${ports[@]}"; passed

step "kill the second instance, and start it: still 401"
"${compose[@]}" kill demo-2 >/dev/null 2>&1; "${compose[@]}" start demo-2 >/dev/null 2>&1
expect 401 "${ports[1]}"; passed

step "kill the publisher, and start it: still 401, and a new session is revoked"
"${compose[@]}" kill publisher >/dev/null 2>&1; "${compose[@]}" start publisher >/dev/null 2>&1
expect 401 "${ports[@]}"
login; expect 200 "${ports[@]}"
logout "${ports[2]}"
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
