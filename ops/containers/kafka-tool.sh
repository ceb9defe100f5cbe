#!/usr/bin/env bash
# Runs the tool of Kafka whose name this file has. kafka-broker-api-versions.sh succeeds if the broker of
# --bootstrap-server HOST:PORT accepts connections.
case $(basename "$0") in
  kafka-acls.sh) class=org.apache.kafka.tools.AclCommand ;;
  kafka-broker-api-versions.sh) exec bash -c "exec 3<>/dev/tcp/${2%:*}/${2##*:}" ;;
  kafka-configs.sh) class=kafka.admin.ConfigCommand ;;
  kafka-console-producer.sh) class=org.apache.kafka.tools.ConsoleProducer ;;
  kafka-topics.sh) class=org.apache.kafka.tools.TopicCommand ;;
esac
exec java -Xmx128m -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=/opt/kafka/logback.xml -cp '/opt/kafka/libs/*' "$class" "$@"
