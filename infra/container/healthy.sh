#!/usr/bin/env bash
# healthy.sh [path]: whether the program in this container answers the path with 200. It is asked every few seconds in
# every container, so it starts no interpreter: the shell speaks HTTP itself. A container that is drained says no, and
# the edge sends nothing new, while the program finishes what it has begun: touch /tmp/draining.
set -eu
[ ! -e /tmp/draining ]
exec 3<>"/dev/tcp/127.0.0.1/${HEALTH_PORT:-${PORT:-8080}}"
printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "${1:-${HEALTH_PATH:-/}}" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
