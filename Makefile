# Thin aliases of ./scalr, for those who type make. `./scalr --help` lists everything.
.DEFAULT_GOAL := help
.PHONY: help up down down-v ps logs plan test validate bench

help:
	@./scalr --help
up:
	@./scalr up
down:
	@./scalr down
down-v:
	@./scalr down --volumes --yes
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
