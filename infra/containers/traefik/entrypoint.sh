#!/bin/sh
# As in the official image: options, and names of its own commands, are for traefik; the rest is a command of its own.
set -e
if [ "${1#-}" != "$1" ] || traefik "$1" --help >/dev/null 2>&1; then
  set -- traefik "$@"
fi
exec "$@"
