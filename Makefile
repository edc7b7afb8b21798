# Thin aliases of ./scalr, for those who type make. `./scalr --help` lists everything.
.DEFAULT_GOAL := help
.PHONY: set-public-domain help up down down-v ps logs plan test validate bench new-app

help:
	@./scalr --help
up:
	@./scalr up
down:
	@./scalr down
down-v:
	@./scalr down --volumes --yes
# make set-public-domain DOMAIN=example.com
export DOMAIN
set-public-domain:
	@./scalr domain set "$$DOMAIN"
ps:
	@./scalr ps
logs:
	@./scalr logs
plan:
	@./scalr plan
validate:
	@./scalr validate
test:
	@./scalr test
bench:
	@./scalr bench
# make new-app NAME="Packing list" DESCRIPTION="What to take along." [SLUG=] [KIND=] [BACKEND=]; without NAME it asks.
# The words come from the environment, so that no quote or dollar sign in them means anything to the shell.
export NAME SLUG KIND BACKEND DESCRIPTION
new-app:
	@./scalr new-app $${NAME:+--name "$$NAME"} $${SLUG:+--slug "$$SLUG"} $${KIND:+--kind "$$KIND"} \
	  $${BACKEND:+--backend "$$BACKEND"} $${DESCRIPTION:+--description "$$DESCRIPTION"}
