#!/usr/bin/env bash
# Walks through what docs/containers.md shows of the profile "sidecar", on a composition that is up, and checks each answer.
#
#   docker compose --profile sidecar up --build --wait && ops/containers/tour-sidecar.sh
#
# Set COMPOSE to the command of your version, such as "docker-compose". Exit code 0: every step gave the expected answer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."
source ops/containers/tour-steps.sh
export COMPOSE_PROFILES=sidecar
orders=${REVOCAST_ORDERS_PORT:-8085}
path=/

step "without a valid token, nginx refuses: 401"
token=none; expect 401 "$orders"; passed

step "log in, and call the service through nginx: 200"
login; expect 200 "$orders"; passed

step "log out at an instance: nginx refuses the token, 401"
logout "${ports[0]}"; expect 401 "$orders"; passed

step "kill the sidecar: nothing passes, 503"
revoked=$token; login; good=$token
"${compose[@]}" kill sidecar >/dev/null 2>&1
expect 503 "$orders"; passed

step "start the sidecar: the good token gets 200 again, the revoked one still 401"
"${compose[@]}" start sidecar >/dev/null 2>&1
token=$good; expect 200 "$orders"
token=$revoked; expect 401 "$orders"; passed
