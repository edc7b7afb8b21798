#!/usr/bin/env bash
# Checks this app on the running platform in about a second. --help says more.
app=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P) && root=$app
until [ -x "$root/scalr" ] || [ "$root" = / ]; do root=$(dirname "$root"); done
exec bash "$root/infra/smoke-test.sh" "$root" "$app" "$@"
