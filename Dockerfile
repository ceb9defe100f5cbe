# The images of Revocast: --target publisher, --target sidecar or --target demo-service.
#
#   docker build --target publisher --tag revocast-publisher .
#
# The first stage compiles the sources, so the host needs no JDK and no Maven. To use jars that the host has already built:
#
#   mvn -Dquick package && docker build --build-arg JARS=host --target publisher --tag revocast-publisher .
#
# BuildKit is required: it skips the stages that a target does not use.
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-17
ARG JAVA_IMAGE=eclipse-temurin:17-jre
ARG JARS=source

FROM ${BUILD_IMAGE} AS jars-source
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -Dquick -pl events,config,browser,embedded-kafka,consumer-lib,client,cli,publisher,adapters,demo-service,sidecar clean package

FROM scratch AS jars-host
COPY . /src

FROM jars-${JARS} AS jars

# Fixed names, so that an upgrade changes no command line.
FROM ${JAVA_IMAGE} AS publisher-files
COPY --from=jars /src/publisher/target/lib/ /opt/revocast/lib/
COPY --from=jars /src/publisher/target/revocast-publisher-*.jar /opt/revocast/publisher.jar
# A class-data archive: the publisher starts once, without a broker. It ends when it has answered, however slow the machine.
ARG CDS=true
WORKDIR /opt/revocast
RUN if [ "$CDS" = true ]; then bash -c ' \
      java -XX:ArchiveClassesAtExit=publisher.jsa -Xlog:cds=off -Xlog:cds+dynamic=off \
        -jar publisher.jar serve --insecure --set kafka.bootstrap.servers=127.0.0.1:1 > /dev/null 2>&1 & \
      for attempt in {1..60}; do \
        sleep 1; \
        (exec 3<>/dev/tcp/127.0.0.1/8080 && printf "GET /health/ready HTTP/1.0\r\n\r\n" >&3 && cat <&3) > /dev/null 2>&1 && break; \
      done; \
      sleep 2; kill -TERM $!; wait $!; ls -l publisher.jsa'; \
    fi

FROM ${JAVA_IMAGE} AS runtime
RUN useradd --system --uid 10001 --no-create-home revocast
WORKDIR /opt/revocast
USER 10001

FROM runtime AS publisher
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Revocast publisher" \
      org.opencontainers.image.description="Appends revocations of JWTs to a Kafka topic" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=publisher-files /opt/revocast/ ./
EXPOSE 8080 9464
# Health and metrics have a port of their own: without TLS and without a credential. Do not publish it on the host.
ENV REVOCAST_HTTP_HOST=0.0.0.0 \
    REVOCAST_HTTP_MANAGEMENT_HOST=0.0.0.0 \
    REVOCAST_HTTP_MANAGEMENT_PORT=9464
# bash opens the connection: a JVM would need a second of CPU time for each look.
HEALTHCHECK --interval=5s --timeout=3s --start-period=2m --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$REVOCAST_HTTP_MANAGEMENT_PORT && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
# -Xshare:auto: a JVM of another version ignores the archive.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:SharedArchiveFile=publisher.jsa", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Djava.io.tmpdir=/tmp", "-jar", "publisher.jar"]
CMD ["serve"]

FROM runtime AS sidecar
LABEL org.opencontainers.image.title="Revocast sidecar" \
      org.opencontainers.image.description="Refuses revoked tokens for services that are not on the JVM" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=jars /src/sidecar/target/lib/ lib/
COPY --from=jars /src/sidecar/target/revocast-sidecar-*.jar sidecar.jar
EXPOSE 9191
# Without a credential: do not publish the port beyond the machine.
ENV REVOCAST_HTTP_HOST=0.0.0.0 \
    REVOCAST_HTTP_PORT=9191
HEALTHCHECK --interval=5s --timeout=3s --start-period=2m --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$REVOCAST_HTTP_PORT && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-Djava.io.tmpdir=/tmp", "-jar", "sidecar.jar"]

FROM runtime AS demo-service
LABEL org.opencontainers.image.title="Revocast demo service" \
      org.opencontainers.image.description="A service that logs users in and refuses revoked tokens" \
      org.opencontainers.image.licenses="Apache-2.0"
USER root
# The user owns the directory, and thus also a new volume that docker-compose.yml mounts there for the secrets.
RUN install --directory --owner=10001 --mode=0700 /run/revocast
USER 10001
COPY --from=jars /src/demo-service/target/lib/ lib/
COPY --from=jars /src/demo-service/target/revocast-demo-service-*.jar demo-service.jar
EXPOSE 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=2m --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "demo-service.jar"]
