#!/usr/bin/env bash
# The part of the public image's contract that we use: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB, each also as a
# file, POSTGRES_INITDB_ARGS, PGDATA, and /docker-entrypoint-initdb.d on the first start.
set -Eeuo pipefail

# from_file NAME DEFAULT: the value, of the file NAME_FILE where there is one; what named the file is forgotten.
from_file() {
  local name=$1 file=${1}_FILE value
  if [ -n "${!file:-}" ]; then value=$(<"${!file}"); else value=${!name:-$2}; fi
  export "$name"="$value"
  unset "$file"
}

own_folders() {
  mkdir -p "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  chmod 3775 /var/run/postgresql || true
  find "$PGDATA" ! -user postgres -exec chown postgres '{}' +
  find /var/run/postgresql ! -user postgres -exec chown postgres '{}' +
}

run_scripts() {
  local -a psql=(psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$POSTGRES_USER")
  [ "$POSTGRES_DB" = postgres ] || "${psql[@]}" --dbname postgres --set name="$POSTGRES_DB" <<<'create database :"name";'
  local file
  # shellcheck source=/dev/null
  for file in /docker-entrypoint-initdb.d/*; do
    case $file in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) "${psql[@]}" --dbname "$POSTGRES_DB" --file "$file" ;;
    esac
  done
}

initialize() {
  from_file POSTGRES_PASSWORD ''
  from_file POSTGRES_USER postgres
  from_file POSTGRES_DB "$POSTGRES_USER"
  from_file POSTGRES_INITDB_ARGS ''
  if [ -z "$POSTGRES_PASSWORD" ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    exit 1
  fi
  eval 'initdb --username="$POSTGRES_USER" --pwfile=<(printf "%s\n" "$POSTGRES_PASSWORD") '"$POSTGRES_INITDB_ARGS"
  printf '\nhost all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
  printf "listen_addresses = '*'\nunix_socket_directories = '/var/run/postgresql'\n" >>"$PGDATA/postgresql.conf"
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' -p 5432" start
  PGPASSWORD=$POSTGRES_PASSWORD PGHOST='' run_scripts
  pg_ctl -D "$PGDATA" -m fast -w stop
  echo 'PostgreSQL init process complete; ready for start up.'
}

[ "${1:0:1}" != - ] || set -- postgres "$@"
if [ "$1" = postgres ]; then
  if [ "$(id -u)" = 0 ]; then
    own_folders
    exec gosu postgres "$0" "$@"
  fi
  [ -s "$PGDATA/PG_VERSION" ] || initialize
fi
exec "$@"
