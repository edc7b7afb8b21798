#!/bin/sh
# own-sources.sh FOLDER, while an image is built: removes from an app's folder what no program of the image reads, and
# what belongs to the machine that builds.
set -eu
rm -rf "$1/test"
find "$1" \( -name node_modules -o -name .venv -o -name __pycache__ -o -name '.env*' \) -prune -exec rm -rf {} +
