#!/usr/bin/env bash
# Makes what docker-compose.production.yml keeps secret: authorities, certificates, passwords and keys. It runs in the
# container "secrets", and writes into one volume per role. No other container can read another role's volume.
#
#   production-secrets.sh          makes everything at the first start, and nothing later
#   production-secrets.sh trust    makes a new authority of Kafka; all roles then trust the old and the new one
#   production-secrets.sh renew    makes new certificates by the newest authorities, for brokers and publishers
#
# Brokers read their files when they start. Readers and publishers need no restart.
set -euo pipefail
umask 077
authorities=/run/authorities brokers=/run/brokers administrator=/run/administrator
publishers=/run/publishers services=/run/services
kafka_user=1000 revocast_user=10001
issuer=http://demo-1:8081
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

# Puts a file in its place at once, so that no reader sees a part of it.
install_file() { # user file target
  chown "$1" "$2"
  cp --preserve=mode,ownership "$2" "$3.new"
  mv "$3.new" "$3"
}

# Makes an authority that signs certificates: NAME.key and NAME.crt.
authority() { # name
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$1" \
    -keyout "$authorities/$1.key" -out "$authorities/$1.crt" 2>/dev/null
}

# Makes a key and a certificate for some host names: $run/NAME.key and $run/NAME.crt.
certificate() { # authority name [subjectAltName]
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$2" \
    -keyout "$run/$2.key" -out "$run/$2.csr" 2>/dev/null
  printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\n%s\n' "${3:+subjectAltName=$3}" \
    >"$run/extensions"
  openssl x509 -req -in "$run/$2.csr" -days 90 -CA "$authorities/$1.crt" -CAkey "$authorities/$1.key" -CAcreateserial \
    -extfile "$run/extensions" -out "$run/$2.crt" 2>/dev/null
}

# The newest authority of Kafka: kafka-ca-1, then kafka-ca-2 and so on.
newest_authority() { basename "$(ls -v "$authorities"/kafka-ca-*.crt | tail -n 1)" .crt; }

install_trust() {
  ls -v "$authorities"/kafka-ca-*.crt | tail -n 2 | xargs cat >"$run/ca.pem"
  install_file $kafka_user "$run/ca.pem" "$brokers/ca.pem"
  install_file $kafka_user "$run/ca.pem" "$administrator/ca.pem"
  install_file $revocast_user "$run/ca.pem" "$publishers/ca.pem"
  install_file $revocast_user "$run/ca.pem" "$services/ca.pem"
}

install_certificates() {
  local number
  for number in 1 2 3; do
    certificate "$(newest_authority)" "kafka-$number" "DNS:kafka-$number"
    cat "$run/kafka-$number.key" "$run/kafka-$number.crt" >"$run/kafka-$number.pem"
    install_file $kafka_user "$run/kafka-$number.pem" "$brokers/kafka-$number.pem"
  done
  certificate "$(newest_authority)" administrator
  cat "$run/administrator.key" "$run/administrator.crt" >"$run/administrator.pem"
  install_file $kafka_user "$run/administrator.pem" "$administrator/administrator.pem"
  certificate api-ca publisher DNS:publisher-1,DNS:publisher-2,DNS:localhost,IP:127.0.0.1
  install_file $revocast_user "$run/publisher.key" "$publishers/tls.key"
  install_file $revocast_user "$run/publisher.crt" "$publishers/tls.crt"
}

# Makes the password of a user of Kafka: a line for the brokers' administrator, and a line for the user.
password() { # user login-module-file
  local password
  password=$(openssl rand -hex 24)
  printf 'SCRAM-SHA-512=iterations=8192,password=%s\n' "$password" >"$run/password"
  install_file $kafka_user "$run/password" "$administrator/$1-password.properties"
  printf 'org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";\n' \
    "$1" "$password" >"$2"
}

first_start() {
  chown $kafka_user "$brokers" "$administrator"
  chown $revocast_user "$publishers" "$services"
  authority kafka-ca-1
  authority api-ca
  install_trust
  install_certificates

  printf '%s\n' security.protocol=SSL ssl.keystore.type=PEM ssl.keystore.location=$administrator/administrator.pem \
    ssl.truststore.type=PEM ssl.truststore.location=$administrator/ca.pem >"$run/administrator.properties"
  install_file $kafka_user "$run/administrator.properties" "$administrator/administrator.properties"

  password revocast-publisher "$run/jaas"
  install_file $revocast_user "$run/jaas" "$publishers/sasl.jaas.config"
  password revocast-reader "$run/jaas"
  { printf '%s\n' security.protocol=SASL_SSL sasl.mechanism=SCRAM-SHA-512 ssl.truststore.type=PEM \
      ssl.truststore.location=/run/revocast/ca.pem; printf 'sasl.jaas.config='; cat "$run/jaas"; } >"$run/kafka.properties"
  install_file $revocast_user "$run/kafka.properties" "$services/kafka.properties"

  # What a service needs to reach the publishers, and the publishers' lines of API keys and issuers.
  install_file $revocast_user "$authorities/api-ca.crt" "$services/api-ca.pem"
  keytool -importcert -noprompt -alias api-ca -file "$authorities/api-ca.crt" -keystore "$run/api-ca.p12" \
    -storetype PKCS12 -storepass changeit 2>/dev/null
  install_file $revocast_user "$run/api-ca.p12" "$services/api-ca.p12"
  java -cp /opt/revocast/demo-service.jar io.revocast.demo.story.Secrets "$run" "$issuer" "$issuer/.well-known/jwks.json"
  install_file $revocast_user "$run/signing-key.pem" "$services/signing-key.pem"
  install_file $revocast_user "$run/api-key" "$services/api-key"
  # The last file: a start that was cut short begins again.
  install_file $revocast_user "$run/publisher.properties" "$publishers/publisher.properties"
}

case ${1:-first} in
  first) [[ -e $publishers/publisher.properties ]] || first_start ;;
  trust) authority "kafka-ca-$(($(newest_authority | tr -dc 0-9) + 1))"; install_trust ;;
  renew) install_certificates ;;
  *) echo "unknown argument $1: pass nothing, trust or renew" >&2; exit 2 ;;
esac
