#!/bin/sh
# settle.sh FOLDER…, while an image is built: removes what belongs to the machine that builds, lets everybody read the
# rest, and gives every file the same time, so that the same sources make the same layer, whoever built it, and when.
set -eu
find "$@" \( -name node_modules -o -name .venv -o -name '.env*' \) -prune -exec rm -rf {} +
chmod -R u=rwX,go=rX "$@"
find "$@" -exec touch --no-dereference --date=@0 {} +
