#!/bin/sh
# Asks the sidecar whether a service may accept a token. Needs curl.
#
#     sh sidecar-check.sh < token.txt
#
# The token comes on standard input and not as an argument: other users can read arguments.
set -eu
answer=$(sed 's/.*/{"token":"&"}/' | curl -sS -m 2 --fail -H 'Content-Type: application/json' --data-binary @- \
  "${SIDECAR_URL:-http://127.0.0.1:9191}/v1/check")
case $answer in
  *'"accepted":true'*) echo accepted ;;
  *'"outcome":"unknown"'* | *'"outcome":"keys_unavailable"'*) echo "undecided: $answer" >&2; exit 1 ;;
  *) echo refused ;;
esac
