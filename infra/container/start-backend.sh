#!/bin/sh
# Puts the database password into DATABASE_URL, then becomes the program it is given. The password comes as a file,
# because whoever may list containers can read their environment.
set -eu
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
  DATABASE_URL="${DATABASE_URL%%@*}:$(cat "$DATABASE_PASSWORD_FILE")@${DATABASE_URL#*@}"
  export DATABASE_URL
fi
exec "$@"
