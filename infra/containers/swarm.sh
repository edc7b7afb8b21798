#!/usr/bin/env bash
# Machines on one, three or as many as SCALR_SWARM_NODES says: a Docker engine each in a network namespace of its own,
# joined by a bridge, with a registry beside them. For tests of the swarm engine; needs root, and dockerd, docker and
# docker-registry on PATH. Two swarms stand side by side when each has a number (SCALR_SWARM, 77 where it is left out).
#
#   swarm.sh <folder> up                 network, engines, one swarm of managers, registry on 10.<number>.0.1:5000
#   swarm.sh <folder> offer IMAGE...     images of the engine at $DOCKER_HOST (or the default one) come to node 1, and to
#                                        the registry, where the other nodes find them as if it were the public one
#   swarm.sh <folder> docker N ARGS...   docker on node N
#   swarm.sh <folder> kill N             power loss: everything of node N dies at once and its cable is out
#   swarm.sh <folder> back N             power is back
#   swarm.sh <folder> down               nothing is left but the images in <folder>
set -euo pipefail

readonly STATE=${1:?folder for the state of the nodes}
readonly NUMBER=${SCALR_SWARM:-77} COUNT=${SCALR_SWARM_NODES:-3} REGISTRY_PORT=5000
readonly BRIDGE=swbr$NUMBER NET=10.$NUMBER.0
mapfile -t NODES < <(seq "$COUNT")
readonly NODES
readonly CGROUPS=/sys/fs/cgroup
shift

socket() { printf 'unix://%s/%s/docker.sock' "$STATE" "$1"; }

on_node() {
  local node=$1
  shift
  docker -H "$(socket "$node")" "$@"
}

firewall() {
  # An engine in the root namespace drops what it does not know, bridged packets too.
  iptables "$1" FORWARD -i "$BRIDGE" -j ACCEPT
  iptables "$1" FORWARD -o "$BRIDGE" -j ACCEPT
  iptables -t nat "$1" POSTROUTING -s "$NET.0/24" ! -o "$BRIDGE" -j MASQUERADE
}

network_up() {
  if ip link show "$BRIDGE" >/dev/null 2>&1; then return; fi
  ip link add "$BRIDGE" type bridge
  ip addr add "$NET.1/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  firewall -I
  local node
  for node in "${NODES[@]}"; do
    ip netns add "sw$NUMBER-$node"
    ip link add "v$NUMBER-$node" type veth peer name eth0 netns "sw$NUMBER-$node"
    ip link set "v$NUMBER-$node" master "$BRIDGE" up
    ip -n "sw$NUMBER-$node" addr add "$NET.1$node/24" dev eth0
    ip -n "sw$NUMBER-$node" link set lo up
    ip -n "sw$NUMBER-$node" link set eth0 up
    ip -n "sw$NUMBER-$node" route add default via "$NET.1"
  done
}

network_down() {
  local node
  for node in "${NODES[@]}"; do
    # By itself it would only go when the last process of the namespace has.
    ip link del "v$NUMBER-$node" 2>/dev/null || true
    ip netns del "sw$NUMBER-$node" 2>/dev/null || true
  done
  if ! ip link show "$BRIDGE" >/dev/null 2>&1; then return; fi
  ip link del "$BRIDGE"
  firewall -D
}

node_up() {
  local node=$1 folder=$STATE/$1
  mkdir -p "$folder"
  if on_node "$node" version >/dev/null 2>&1; then return; fi
  # After a power loss another program may have the number of one that was.
  rm -f "$folder/dockerd.pid" "$folder/exec/containerd/containerd.pid"
  # A /run of its own, since containers that mount Docker's socket must find that of their node there.
  # no-new-privileges holds for all, since a stack cannot ask for it.
  # shellcheck disable=SC2016 # the inner shell expands them
  nsenter --net="/run/netns/sw$NUMBER-$node" unshare --uts --mount \
    sh -c 'mount -t tmpfs tmpfs /run && hostname "$1" && shift && exec dockerd "$@"' sh "n$node" \
    --host unix:///run/docker.sock \
    --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" \
    --host "$(socket "$node")" --cgroup-parent "/sw$NUMBER-$node" --no-new-privileges \
    --insecure-registry "$NET.1:$REGISTRY_PORT" --registry-mirror "http://$NET.1:$REGISTRY_PORT" >"$folder/log" 2>&1 &
  local _
  for _ in $(seq 200); do
    if on_node "$node" version >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "node $node did not start:" >&2
  tail -5 "$folder/log" >&2
  return 3
}

registry_up() {
  if [ -f "$STATE/registry.pid" ] && kill -0 "$(cat "$STATE/registry.pid")" 2>/dev/null; then return; fi
  mkdir -p "$STATE/registry"
  cat >"$STATE/registry.yml" <<YML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $STATE/registry}}
http: {addr: "$NET.1:$REGISTRY_PORT"}
YML
  docker-registry serve "$STATE/registry.yml" >"$STATE/registry.log" 2>&1 &
  echo $! >"$STATE/registry.pid"
}

swarm_up() {
  local state token node
  state=$(on_node 1 info --format '{{.Swarm.LocalNodeState}}')
  if [ "$state" = active ]; then return; fi
  # What a run left that was cut off.
  for node in "${NODES[@]}"; do on_node "$node" swarm leave --force >/dev/null 2>&1 || true; done
  on_node 1 swarm init --advertise-addr "$NET.11" >/dev/null
  token=$(on_node 1 swarm join-token -q manager)
  for node in "${NODES[@]:1}"; do
    on_node "$node" swarm join --advertise-addr "$NET.1$node" --token "$token" "$NET.11:2377" >/dev/null
  done
}

# What runs in containers of a node, and their shims.
processes_of() {
  local file
  for file in "$CGROUPS/pids/sw$NUMBER-$1"/*/cgroup.procs "$CGROUPS/sw$NUMBER-$1"/*/cgroup.procs; do
    if [ -f "$file" ]; then cat "$file"; fi
  done
  ps -eo pid=,args= | awk -v mark="$STATE/$1/exec/containerd" '/containerd-shim/ && index($0, mark) {print $1}'
}

node_kill() {
  local node=$1 daemon pid
  daemon=$(cat "$STATE/$node/dockerd.pid")
  ip link set "v$NUMBER-$node" down
  for pid in "$daemon" $(ps -o pid= --ppid "$daemon" || true) $(processes_of "$node"); do
    kill -9 "$pid" 2>/dev/null || true
  done
  rm -f "$STATE/$node/dockerd.pid"
}

node_back() {
  ip link set "v$NUMBER-$1" up
  node_up "$1"
}

node_down() {
  local node=$1 daemon _
  if [ ! -f "$STATE/$node/dockerd.pid" ]; then
    # Without power: it cannot be asked to forget what it was.
    rm -rf "$STATE/$node/data"/{swarm,volumes,containers,network}
    return
  fi
  daemon=$(cat "$STATE/$node/dockerd.pid")
  on_node "$node" swarm leave --force >/dev/null 2>&1 || true
  on_node "$node" ps -aq 2>/dev/null | xargs -r docker -H "$(socket "$node")" rm -f >/dev/null 2>&1 || true
  on_node "$node" volume prune --all --force >/dev/null 2>&1 || true
  kill "$daemon" 2>/dev/null || true
  for _ in $(seq 100); do
    if ! kill -0 "$daemon" 2>/dev/null; then return; fi
    sleep 0.1
  done
  node_kill "$node"
}

all_down() {
  local node
  for node in "${NODES[@]}"; do node_down "$node"; done
  if [ -f "$STATE/registry.pid" ]; then
    kill "$(cat "$STATE/registry.pid")" 2>/dev/null || true
    rm -f "$STATE/registry.pid"
  fi
  network_down
}

# Those that node 1 does not have yet.
give() {
  local image id missing=()
  for image in "$@"; do
    id=$(docker image inspect --format '{{.Id}}' "$image")
    [ "$(on_node 1 image inspect --format '{{.Id}}' "$image" 2>/dev/null)" = "$id" ] || missing+=("$image")
  done
  if [ ${#missing[@]} -gt 0 ]; then docker save "${missing[@]}" | on_node 1 load -q; fi
}

action=${1:?what to do: up, offer, docker, kill, back or down}
shift
case $action in
  up)
    network_up
    registry_up
    for node in "${NODES[@]}"; do node_up "$node"; done
    swarm_up
    ;;
  offer)
    give "$@"
    if [ "$COUNT" = 1 ]; then exit; fi
    for image in "$@"; do
      on_node 1 tag "$image" "$NET.1:$REGISTRY_PORT/library/$image"
      on_node 1 push -q "$NET.1:$REGISTRY_PORT/library/$image"
    done
    ;;
  docker) on_node "$@" ;;
  kill) node_kill "${1:?number of the node}" ;;
  back) node_back "${1:?number of the node}" ;;
  down) all_down ;;
  *)
    echo "swarm.sh: no action $action" >&2
    exit 2
    ;;
esac
