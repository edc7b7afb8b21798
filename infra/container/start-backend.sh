#!/bin/sh
# Takes secrets out of files, then becomes the program it is given. They come as files because whoever may list
# containers can read their environment; that of a program can be read only from inside.
set -eu
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
  DATABASE_URL="${DATABASE_URL%%@*}:$(cat "$DATABASE_PASSWORD_FILE")@${DATABASE_URL#*@}"
  export DATABASE_URL
fi
if [ -n "${OIDC_CLIENT_SECRET_FILE:-}" ]; then
  OIDC_CLIENT_SECRET=$(cat "$OIDC_CLIENT_SECRET_FILE")
  export OIDC_CLIENT_SECRET
fi
if [ -n "${COOKIE_KEYS_FILE:-}" ]; then
  COOKIE_KEYS=$(cat "$COOKIE_KEYS_FILE")
  export COOKIE_KEYS
fi
exec "$@"
