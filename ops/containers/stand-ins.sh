#!/usr/bin/env bash
# Builds local images under the names that Dockerfile and docker-compose.yml use, from Debian packages and the Kafka jars of
# the build. For machines that can pull no image; where images can be pulled, do not run it.
#
#   ops/containers/stand-ins.sh
#
# Needs debootstrap, a Docker engine and the jars of: mvn -Dquick package
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
docker=${DOCKER:-docker}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

java_image=eclipse-temurin:17-jre
kafka_image=apache/kafka:4.3.1

if ! "$docker" image inspect "$java_image" >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=ca-certificates,openjdk-17-jre-headless bookworm "$work/java" >"$work/log" 2>&1 \
    || { tail -n 20 "$work/log" >&2; exit 1; }
  rm -rf "$work/java/var/cache/apt/archives" "$work/java/var/lib/apt/lists"
  tar -C "$work/java" -c . | "$docker" import - "$java_image" >/dev/null
fi

if ! "$docker" image inspect "$kafka_image" >/dev/null 2>&1; then
  mkdir -p "$work/kafka"
  cp -r "$root/demo-service/target/broker-lib" "$work/kafka/lib"
  cp "$root/demo-service/target/lib/"*.jar "$work/kafka/lib/"
  # The build has put the tools into the local repository. They need nothing that the broker does not have.
  version=${kafka_image##*:}
  cp "${MAVEN_REPOSITORY:-$HOME/.m2/repository}/org/apache/kafka/kafka-tools/$version/kafka-tools-$version.jar" \
    "$work/kafka/lib/"
  cp "$root/ops/containers/kafka-entrypoint.sh" "$root/ops/containers/kafka-tool.sh" \
    "$root/ops/containers/logback.xml" "$work/kafka/"
  cat >"$work/kafka/Dockerfile" <<DOCKERFILE
FROM $java_image
RUN useradd --system --uid 1000 appuser && install --directory --owner=1000 /var/lib/kafka/data /opt/kafka/config
COPY lib/ /opt/kafka/libs/
COPY kafka-entrypoint.sh logback.xml /opt/kafka/
COPY kafka-tool.sh /opt/kafka/bin/
RUN for tool in acls broker-api-versions configs console-producer topics; do \\
      ln -s kafka-tool.sh /opt/kafka/bin/kafka-\$tool.sh; done
USER 1000
ENTRYPOINT ["/opt/kafka/kafka-entrypoint.sh"]
DOCKERFILE
  DOCKER_BUILDKIT=1 "$docker" build --quiet --tag "$kafka_image" "$work/kafka" >/dev/null
fi

# Builds an image of one Debian package.
of_package() { # image package [more lines of the Dockerfile]
  if "$docker" image inspect "$1" >/dev/null 2>&1; then return; fi
  mkdir -p "$work/$2"
  printf '%s\n' "FROM $java_image" \
    "RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends $2 >/dev/null" "${@:3}" \
    >"$work/$2/Dockerfile"
  DOCKER_BUILDKIT=1 "$docker" build --quiet --network=host --tag "$1" "$work/$2" >/dev/null
}

of_package prom/prometheus:v3.5.0 prometheus 'RUN install --directory --owner=65534 /prometheus' 'USER 65534' \
  'ENTRYPOINT ["/usr/bin/prometheus"]'
of_package nginx:1.28-alpine nginx-light
of_package python:3.13-slim python3
"$docker" image ls --format '{{.Repository}}:{{.Tag}} {{.Size}}'
