#!/usr/bin/env bash
# Starts a broker from KAFKA_* variables, as the official image does: KAFKA_NODE_ID=1 is node.id=1, and ___ is a hyphen.
set -euo pipefail
config=/opt/kafka/config/server.properties
env | sed -n 's/^KAFKA_\([A-Z0-9_]*\)=\(.*\)$/\1=\2/p' | while IFS='=' read -r name value; do
  case $name in OPTS | HEAP_OPTS) continue ;; esac
  printf '%s=%s\n' "$(printf '%s' "${name//___/-}" | tr 'A-Z_' 'a-z.')" "$value"
done >"$config"
java -Dlogback.configurationFile=/opt/kafka/logback.xml -cp '/opt/kafka/libs/*' kafka.tools.StorageTool format --ignore-formatted --cluster-id "${CLUSTER_ID:-4L6g3nShT-eMCtK--X86sw}" \
  --config "$config"
exec java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC ${KAFKA_OPTS:-} -Dlogback.configurationFile=/opt/kafka/logback.xml -cp '/opt/kafka/libs/*' kafka.Kafka "$config"
