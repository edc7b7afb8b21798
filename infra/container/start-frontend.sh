#!/bin/sh
# Tells the page where it runs, then serves it.
set -eu
: "${OIDC_ISSUER:?the address of the identity provider}" "${PORTAL_URL:?the address of the portal}"
: "${OIDC_PROVIDER:=generic}"
OIDC_ORIGIN=$(printf '%s' "$OIDC_ISSUER" | cut -d / -f 1-3)
fill() {
  sed -e "s|@OIDC_ISSUER@|$OIDC_ISSUER|g" -e "s|@OIDC_ORIGIN@|$OIDC_ORIGIN|g" \
    -e "s|@OIDC_PROVIDER@|$OIDC_PROVIDER|g" -e "s|@PORTAL_URL@|$PORTAL_URL|g" "$1"
}
fill /srv/app-config.json >/tmp/app-config.json
printf 'add_header Content-Security-Policy "%s" always;\n' "$(fill /srv/security-policy)" >/tmp/headers.conf
cat /srv/headers.conf >>/tmp/headers.conf
exec nginx -c /srv/nginx.conf -g 'daemon off;'
