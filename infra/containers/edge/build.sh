#!/bin/sh
# Packs the stand-in of the edge, for tests alone.
#   build.sh IMAGE...    names that it gets
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${1:?a name for the image}"
for image in "$@"; do set -- "$@" -t "$image" && shift; done
docker build -q "$@" "$here" >/dev/null
