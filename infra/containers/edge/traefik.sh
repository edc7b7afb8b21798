#!/usr/bin/env bash
# The stand-in by the name of what it stands in for: `traefik --options`, `traefik healthcheck --options`.
set -eu

# Without Node, which takes seconds to start where everything starts at once.
healthcheck() {
  local option name='' address='' status=''
  for option in "$@"; do
    case $option in --ping.entryPoint=*) name=${option#*=} ;; esac
  done
  for option in "$@"; do
    case $option in "--entryPoints.$name.address="*) address=${option#*=} ;; esac
  done
  if [ -z "$address" ]; then
    echo 'healthcheck: --ping.entryPoint names no entry point' >&2
    exit 1
  fi
  exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
  printf 'HEAD /ping HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$address" >&3
  read -r -t 5 _ status _ <&3
  [ "$status" = 200 ]
}

if [ "${1-}" = healthcheck ]; then
  shift
  healthcheck "$@"
else
  exec node /opt/edge/main.ts "$@"
fi
