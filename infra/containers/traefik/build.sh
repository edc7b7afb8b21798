#!/bin/sh
# Builds the real Traefik with the Go toolchain, as a dependency of a small module of our own, and packs it as the image
# a registry would give. For machines that reach the Go module proxy but no registry; a second run takes seconds.
# Left out are the clients of DNS providers, which only the dns-01 challenge needs, and what leave-out.sh names: most of
# what there would be to compile.
#   build.sh DIR            DIR keeps what is built
#   build.sh DIR compile    no image is packed yet, so it needs no Docker
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=${TRAEFIK_VERSION:-v3.7.13}
directory=${1:?the folder that keeps what is built}
PATH=$PATH:/usr/local/go/bin
module=$directory/$version
image=traefik:$version
minor=traefik:${version%.*}

missing() {
  echo "traefik: $1" >&2
  exit 3
}

# Folder of a module that the proxy delivered and the public checksum database knows.
source_of() {
  go mod download -json "$1@$2" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'
}

if [ ! -x "$module/image/traefik" ]; then
  command -v go >/dev/null || missing 'there is no Go toolchain'
  mkdir -p "$module/image"
  export GOCACHE="$directory/go-build" GOTOOLCHAIN=local CGO_ENABLED=0
  source=$(source_of github.com/traefik/traefik/v3 "$version")
  [ -n "$source" ] || missing "the Go module proxy gives no Traefik $version"
  lego=$(sed -n 's|^\tgithub.com/go-acme/lego/v5 ||p' "$source/go.mod")
  rm -rf "$module/lego"
  cp -r "$(source_of github.com/go-acme/lego/v5 "$lego")" "$module/lego"
  chmod -R u+w "$module/lego"
  cp -r "$here/ext" "$module/"
  cp "$here/dns_providers.go" "$module/lego/providers/dns/zz_gen_dns_providers.go"

  rm -rf "$module/traefik"
  cp -r "$source" "$module/traefik"
  chmod -R u+w "$module/traefik"
  sh "$here/leave-out.sh" "$module/traefik"

  # The replacements of a dependency do not count, so its own list of modules becomes ours.
  sed -e 's|^module .*|module scalr.invalid/traefik|' -e 's|=> ./pkg/config/dynamic/ext|=> ./ext|' \
    "$source/go.mod" >"$module/go.mod"
  cat "$source/go.sum" >"$module/go.sum"
  cd "$module"
  # The fork of the package for HTTP basic authentication, which nothing of ours uses, as it was for six years: its
  # newest revision is not on every proxy.
  go mod edit -require "github.com/traefik/traefik/v3@$version" -replace github.com/go-acme/lego/v5=./lego \
    -replace "github.com/traefik/traefik/v3=./traefik" \
    -replace github.com/abbot/go-http-auth=github.com/containous/go-http-auth@v0.4.1-0.20200324110947-a37a7636d23e
  nice -n 10 go build -mod=mod -p "${TRAEFIK_BUILD_JOBS:-2}" -o "$module/image/building" -trimpath -ldflags "-s -w \
    -X github.com/traefik/traefik/v3/pkg/version.Version=${version#v} \
    -X github.com/traefik/traefik/v3/pkg/version.Codename=unofficial" github.com/traefik/traefik/v3/cmd/traefik
  mv "$module/image/building" "$module/image/traefik"
fi

[ "${2:-}" != compile ] || exit 0
cp "$here/Dockerfile" "$here/entrypoint.sh" "$module/image/"
docker build -q -t "$image" -t "$minor" "$module/image" >/dev/null
docker run --rm --network none "$minor" version
echo "traefik: $image and $minor, built from the Go module of that version"
