#!/usr/bin/env bash
# The smoke test of one app, called by the scripts/smoke-test.sh of each: smoke-test.sh <checkout> <folder of the app>
set -uo pipefail

usage() {
  cat <<'TEXT'
scripts/smoke-test.sh [--as <username>]

Checks this app on the running platform: its manifest, its health, that nobody gets in without a token and somebody
does with one, and that its page is served. Changes nothing.

  --as <username>   whose token is used; default: member, one of the test people, who are in every group an app needs.

Exit code: 0 good, 1 the app has to be mended, 2 wrong usage, 3 the machine or the platform lacks something.
TEXT
}

root=$1
folder=$2
shift 2
person=member
while [ $# -gt 0 ]; do
  case $1 in
    --as) person=${2:?--as needs a username} && shift ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

slug=$(basename "$folder")
answers=$(mktemp -d) || exit 3
trap 'rm -rf "$answers"' EXIT
failures=0

good() { printf 'ok    %s\n' "$1"; }
bad() {
  printf 'FAIL  %s\n      fix: %s\n' "$1" "$2"
  failures=1
}
lacking() {
  printf 'FAIL  %s\n      fix: %s\n' "$1" "$2" >&2
  exit 3
}
# What a command said is wrong, one field of it.
problem() { jq -r ".problems[0].$2 // empty" "$answers/$1" 2>/dev/null; }

for tool in jq curl; do
  command -v "$tool" >/dev/null || lacking "$tool is not installed" "apt-get install -y jq curl"
done

"$root/scalr" token "$slug" --as "$person" --json >"$answers/token" 2>"$answers/token.said" &
"$root/scalr" plan "$slug" --json >"$answers/plan" 2>"$answers/plan.said"
planned=$?
wait $!
tokened=$?

if [ "$planned" != 0 ]; then
  message=$(problem plan message)
  [ "$planned" = 1 ] || lacking "${message:-$(tail -n 3 "$answers/plan.said")}" "$(problem plan fix)"
  jq -r '.problems[] | "FAIL  \(.file // "")\(if .line then ":\(.line)" else "" end) \(.code): \(.message)\n      fix: \(.fix)"' "$answers/plan"
  exit 1
fi
good "the manifest is valid"

of_app() { jq -r --arg slug "$slug" ".apps[] | select(.slug == \$slug) | $1" "$answers/plan"; }
url=$(of_app .url)
health=$(of_app .manifest.routing.health_path)
has_backend=$(of_app '.manifest.backend != "none"')
has_frontend=$(of_app '.frontend != null')
asks_who=$(of_app .manifest.auth.required)

token=
if [ "$asks_who" = true ]; then
  case $(problem token code) in
    '') token=$(jq -r '.access_token // empty' "$answers/token") ;;
    TOKEN_NOT_IN_PRODUCTION) ;;
    AUTH_USER_UNKNOWN) lacking "$(problem token message)" "scripts/smoke-test.sh --as <somebody of ./scalr user list>" ;;
    *) lacking "$(problem token message)" "$(problem token fix)" ;;
  esac
  [ "$tokened" = 0 ] || [ -s "$answers/token" ] || lacking "$(tail -n 3 "$answers/token.said")" "./scalr up $slug"
fi

# status <name> <path> [curl option...]: the HTTP status; the body is kept as <name>.
status() {
  local name=$1 path=$2 host port code
  shift 2
  host=${url#*://}
  case $host in *:*) port=${host##*:} ;; *) case $url in https:*) port=443 ;; *) port=80 ;; esac ;; esac
  host=${host%%:*}
  # Not every curl knows that names below localhost are this machine.
  case $host in *.localhost) set -- "$@" --resolve "$host:$port:127.0.0.1" ;; esac
  if [ -f "$root/.scalr/keys/ca.crt" ]; then set -- "$@" --cacert "$root/.scalr/keys/ca.crt"; fi
  code=$(curl --silent --show-error --noproxy '*' --max-time 20 -o "$answers/$name" -w '%{http_code}' "$@" "$url$path" 2>"$answers/$name.said")
  case $? in
    0) printf '%s' "$code" ;;
    7) printf 'unreachable' ;;
    *) printf 'no answer (%s)' "$(tail -n 1 "$answers/$name.said")" ;;
  esac
}

# expect <status> <name> <path> <what> <fix> [curl option...]
expect() {
  local wanted=$1 name=$2 path=$3 what=$4 fix=$5 got
  shift 5
  got=$(status "$name" "$path" "$@")
  [ "$got" != unreachable ] || lacking "nothing listens at $url" "./scalr up $slug"
  if [ "$got" = "$wanted" ]; then
    good "$what: $got"
    return
  fi
  bad "$what: $got, expected $wanted. $(jq -r '"\(.code // ""): \(.detail // "")"' "$answers/$name" 2>/dev/null)" "$fix"
  return 1
}

if [ "$has_backend" = true ]; then
  expect 200 health "$health" "GET $health" "./scalr logs $slug"
fi
if [ "$has_backend" = true ] && [ "$asks_who" = true ]; then
  expect 401 closed /api/me "GET /api/me without a token" "give the route an access rule; auth in the manifest says who gets in"
  if [ -z "$token" ]; then
    printf 'skip  GET /api/me with a token: there are no test tokens in production\n'
  else
    # By standard input: what stands on a command line can be read by everybody on the machine.
    expect 200 open /api/me "GET /api/me as $person" "./scalr logs $slug, or if $person lacks a group: ./scalr group add <group> $person" \
      --config - <<<"header = \"Authorization: Bearer $token\""
  fi
fi
if [ "$has_frontend" = true ] && expect 200 page / "GET / as a browser" "./scalr logs frontends" -H 'Accept: text/html'; then
  named=$(tr '\n' ' ' <"$answers/page" | grep -oE '<meta[^>]*name="scalr-app"[^>]*>' | sed -nE 's/.*content="([^"]*)".*/\1/p' | head -n 1)
  if [ "$named" = "$slug" ]; then
    good "the page is the one of $slug"
  else
    bad "the page is the one of ${named:-nobody who says so}, expected $slug" "put <meta name=\"scalr-app\" content=\"$slug\" /> into frontend/index.html"
  fi
fi
exit "$failures"
