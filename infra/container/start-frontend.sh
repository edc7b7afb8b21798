#!/bin/sh
# Tells the page where it runs, then serves it. OIDC_CLIENT_ID and OIDC_AUDIENCE are those of the manifest where the
# environment does not say.
set -eu
: "${OIDC_ISSUER:?the address of the identity provider}" "${PORTAL_URL:?the address of the portal}"
: "${OIDC_PROVIDER:=generic}"
: "${OIDC_CLIENT_ID:=$(cat /srv/defaults/OIDC_CLIENT_ID)}" "${OIDC_AUDIENCE:=$(cat /srv/defaults/OIDC_AUDIENCE)}"
# They are put into JSON, into a header and into a pattern: nothing that ends a string in any of these.
for value in "$OIDC_ISSUER" "$PORTAL_URL" "$OIDC_PROVIDER" "$OIDC_CLIENT_ID" "$OIDC_AUDIENCE"; do
  case $value in *[!A-Za-z0-9:/._~%+@-]*) echo "not a value that a page can be told: $value" >&2 && exit 2 ;; esac
done
OIDC_ORIGIN=$(printf '%s' "$OIDC_ISSUER" | cut -d / -f 1-3)
fill() {
  sed -e "s|@OIDC_ISSUER@|$OIDC_ISSUER|g" -e "s|@OIDC_ORIGIN@|$OIDC_ORIGIN|g" \
    -e "s|@OIDC_PROVIDER@|$OIDC_PROVIDER|g" -e "s|@PORTAL_URL@|$PORTAL_URL|g" \
    -e "s|@OIDC_CLIENT_ID@|$OIDC_CLIENT_ID|g" -e "s|@OIDC_AUDIENCE@|$OIDC_AUDIENCE|g" "$1"
}
fill /srv/app-config.json >/tmp/app-config.json
printf 'add_header Content-Security-Policy "%s" always;\n' "$(fill /srv/security-policy)" >/tmp/headers.conf
cat /srv/headers.conf >>/tmp/headers.conf
exec nginx -c /srv/nginx.conf -g 'daemon off;'
