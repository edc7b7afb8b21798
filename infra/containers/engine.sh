#!/usr/bin/env bash
# A Docker engine of Debian's packages, unpacked into a folder and not installed: for tests, on a machine that has none.
#
#   engine.sh up <folder>     engine, compose and buildx; about 11 s the first time, 2 s after
#   engine.sh down <folder>   ends it, and every container of it; images stay in <folder>
#
# Needs root, runc and iptables. Use it with: export DOCKER_CONFIG=<folder>/cfg PATH=<folder>/bin:$PATH
set -euo pipefail

readonly FOLDER=${2:?folder for the engine}
export DOCKER_CONFIG=$FOLDER/cfg PATH=$FOLDER/bin:/usr/sbin:/usr/bin:/sbin:/bin
readonly ENDPOINT=${DOCKER_HOST:-unix:///var/run/docker.sock}
# The release whose packages stay within what the kernels and C libraries of older hosts offer, runc aside.
readonly RELEASE=trixie

fail() {
  printf '%s\n' "$1" >&2
  exit 3
}

# The mirror that this machine already uses.
mirror() {
  local found
  # shellcheck disable=SC2016 # apt fills it in
  found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' | sort -u | head -1)
  [ -n "$found" ] || fail 'no mirror of Debian is known here: apt-get update'
  printf '%s' "$found"
}

# With lists and caches of its own, so that the packages of this machine are left alone.
unpack() {
  local work=$FOLDER/unpacking source
  source=$(mirror)
  local -a own=(
    -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
    -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false
  )
  rm -rf "$work"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$FOLDER/bin" "$DOCKER_CONFIG/cli-plugins"
  : >"$work/status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$source" $RELEASE >"$work/sources.list"
  apt-get "${own[@]}" -qq update
  (cd "$work/debs" && apt-get "${own[@]}" -qq download \
    docker.io docker-cli containerd docker-compose docker-buildx docker-registry tini)
  local package
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/files"; done
  cp "$work"/files/usr/libexec/docker/cli-plugins/* "$DOCKER_CONFIG/cli-plugins/"
  cp "$work"/files/usr/bin/{docker,containerd,containerd-shim-runc-v2,docker-registry} "$FOLDER/bin/"
  # By this name the engine looks for what `init: true` puts in front of a program.
  cp "$work/files/usr/bin/tini-static" "$FOLDER/bin/docker-init"
  # Last: who finds it need not unpack again.
  cp "$work"/files/usr/sbin/{docker-proxy,dockerd} "$FOLDER/bin/"
  rm -rf "$work"
}

answers() { docker -H "$ENDPOINT" version >/dev/null 2>&1; }

up() {
  [ "$(id -u)" = 0 ] || fail 'an engine has to be started by root'
  local tool
  for tool in runc iptables; do
    command -v $tool >/dev/null || fail "$tool is missing: apt-get install --no-install-recommends $tool"
  done
  [ -x "$FOLDER/bin/dockerd" ] || unpack
  setsid nohup dockerd -H "$ENDPOINT" --data-root "$FOLDER/data" --exec-root "$FOLDER/exec" -p "$FOLDER/dockerd.pid" \
    >"$FOLDER/dockerd.log" 2>&1 &
  local engine=$!
  for _ in $(seq 150); do
    if answers; then return; fi
    # What cannot start says so at once.
    kill -0 $engine 2>/dev/null || break
    sleep 0.1
  done
  tail -5 "$FOLDER/dockerd.log" >&2
  fail 'the engine does not start'
}

down() {
  [ -f "$FOLDER/dockerd.pid" ] || return 0
  local engine
  engine=$(cat "$FOLDER/dockerd.pid")
  docker -H "$ENDPOINT" ps --all --quiet | xargs -r docker -H "$ENDPOINT" rm --force --volumes >/dev/null || true
  kill "$engine" 2>/dev/null || return 0
  # It waits for its containers, and removes its file last.
  for _ in $(seq 200); do
    kill -0 "$engine" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -9 "$engine"
}

case ${1:-} in
  up) mkdir -p "$FOLDER" && up ;;
  down) down ;;
  *) fail 'usage: engine.sh up|down <folder>' ;;
esac
