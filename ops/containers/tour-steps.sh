# Steps of tour.sh and tour-production.sh, which read this file.
# shellcheck shell=bash
read -r -a compose <<<"${COMPOSE:-docker compose}"
ports=("${REVOCAST_DEMO_1_PORT:-8081}" "${REVOCAST_DEMO_2_PORT:-8082}" "${REVOCAST_DEMO_3_PORT:-8083}")

path=/me

step() { printf '%s  ' "$*"; }
passed() { printf 'ok\n'; }
failed() { printf 'FAILED: %s\n' "$*"; exit 1; }

# Prints the status of a request with the token; 000 when the instance does not answer.
status() { # port
  curl -s -o /dev/null -m 5 -w '%{http_code}' -H "Authorization: Bearer $token" "http://localhost:$1$path" || true
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

# Logs in at the first instance, and tries for up to a minute.
login() {
  local end=$((SECONDS + 60))
  until token=$(curl -s -m 10 -H 'Content-Type: application/json' -d '{"username":"alice","password":"wonderland"}' \
    "http://localhost:${ports[0]}/login" | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p') && [[ -n $token ]]; do
    ((SECONDS < end)) || failed "no access token came from port ${ports[0]}"
    sleep 0.5
  done
}

# Logs out at an instance, and tries for up to two minutes until the revocation is confirmed. A try whose answer was lost
# may have revoked the token, and then the next try gets 401.
logout() { # port
  local end=$((SECONDS + 120)) accepted='204' got
  until got=$(curl -s -o /dev/null -m 10 -w '%{http_code}' -X POST -H "Authorization: Bearer $token" \
    "http://localhost:$1/logout" || true) && [[ $got =~ ^($accepted)$ ]]; do
    ((SECONDS < end)) || failed "the logout is not confirmed: port $1 answers $got"
    accepted='204|401'
    sleep 0.5
  done
}
