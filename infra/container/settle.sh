#!/bin/sh
# settle.sh FOLDER, while an image is built: lets everybody read what is in it, and gives every file the same time, so
# that the same sources make the same layer, whoever built it, and when.
set -eu
chmod -R u=rwX,go=rX "$1"
find "$1" -exec touch --no-dereference --date=@0 {} +
