#!/bin/sh
# What the platform gives every app on its first start: a database, an owner that is no superuser, and the role that
# requests run as, which row-level security binds. The image of Postgres tells the password by the environment here,
# whether it came as a file or not.
set -eu
: "${APP_DATABASE:?}" "${POSTGRES_PASSWORD:?}"
psql -q -v ON_ERROR_STOP=1 -U postgres -v name="$APP_DATABASE" -v runtime="${APP_DATABASE}_runtime" <<'SQL'
\getenv password POSTGRES_PASSWORD
create role :"name" login nosuperuser nocreatedb nocreaterole password :'password';
create role :"runtime" nologin;
grant :"runtime" to :"name";
create database :"name" owner :"name" template template0;
revoke connect, temporary on database :"name" from public;
revoke connect on database postgres, template1 from public;
-- Nobody comes over the network as the superuser: who may, needs a shell in the container.
alter role postgres password null;
SQL
