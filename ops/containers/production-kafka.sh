#!/usr/bin/env bash
# Makes the users, permissions and topics of docker-compose.production.yml, as docs/production-kafka.md describes them. It
# runs in the container "kafka-setup" and may run again.
set -euo pipefail
directory=/run/administrator

connection=(--bootstrap-server kafka-1:9093,kafka-2:9093,kafka-3:9093
  --command-config "$directory/administrator.properties")
tool() { "/opt/kafka/bin/kafka-$1.sh" "${connection[@]}" "${@:2}"; }

for user in revocast-publisher revocast-reader; do
  tool configs --alter --entity-type users --entity-name "$user" --add-config-file "$directory/$user-password.properties"
done

allow() { tool acls --add --allow-principal "User:$1" "${@:2}"; }
deny() { tool acls --add --deny-principal "User:$1" "${@:2}"; }
allow revocast-publisher --operation Read --operation Write --operation DescribeConfigs \
  --topic revocast.revocations --topic revocast.audit
allow revocast-publisher --operation Read --operation DescribeConfigs --topic revocast.status
allow revocast-reader --operation Read --operation DescribeConfigs --topic revocast.revocations
allow revocast-reader --operation Write --topic revocast.status
# A broader permission elsewhere may allow more. A denial overrides it.
deny revocast-reader --operation Write --operation Delete --operation Alter --operation AlterConfigs \
  --topic revocast.revocations
deny revocast-publisher --operation Delete --operation Alter --operation AlterConfigs \
  --topic revocast.revocations --topic revocast.audit

create() { tool topics --create --if-not-exists --partitions 1 --replication-factor 3 "$@"; }
create --topic revocast.revocations \
  --config cleanup.policy=compact,delete --config retention.ms=108120000 --config retention.bytes=-1 \
  --config message.timestamp.type=LogAppendTime --config min.compaction.lag.ms=86520000 \
  --config min.insync.replicas=2 --config unclean.leader.election.enable=false \
  --config max.message.bytes=131072 --config segment.ms=3600000 --config segment.bytes=134217728
create --topic revocast.status \
  --config cleanup.policy=compact,delete --config retention.ms=604800000 \
  --config message.timestamp.type=LogAppendTime --config max.message.bytes=131072
create --topic revocast.audit \
  --config cleanup.policy=delete --config retention.ms=34560000000 --config retention.bytes=-1 \
  --config message.timestamp.type=LogAppendTime --config min.insync.replicas=2 \
  --config unclean.leader.election.enable=false --config max.message.bytes=1048576
