#!/usr/bin/env bash
# Succeeds if the broker of --bootstrap-server HOST:PORT accepts connections.
exec bash -c "exec 3<>/dev/tcp/${2%:*}/${2##*:}"
