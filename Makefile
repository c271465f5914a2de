# Thin on purpose: what a command does is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help up test lint check coverage pins schema messages notices format clean

# One environment for everything that builds on the pins; only what has changed is installed.
DEV = @python=$$(sh scripts/find-python) && "$$python" -m scripts.environment dev && .venv/bin/python

help: ## Show this list
	@echo "Idéslussen. The commands:"
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s%s\n", $$1, $$2}'

up: ## Start the portal with its demo content (PORT=8000, PORTAL_DATA=var)
	@python=$$(sh scripts/find-python) && exec "$$python" -m scripts.up

test: ## Run the whole suite on SQLite and PostgreSQL (ENGINE=sqlite, ARGS="tests/cases -k …")
	$(DEV) -m scripts.test

lint: ## Run every check that needs no running portal
	$(DEV) -m scripts.lint

check: ## Check the production settings as for a deployment
	$(DEV) -m scripts.check_deploy

coverage: ## Show what the last `make test` did not reach
	$(DEV) -m coverage report --show-missing

pins: ## Resolve requirements/*.in into hashed pins
	$(DEV) -m scripts.pins

schema: ## Write portal/schema/sqlite.sql anew, after new migrations
	$(DEV) -m scripts.schema

messages: ## Gather the texts of the interface into locale/ (needs gettext)
	$(DEV) -m scripts.check_messages --update

notices: ## Write THIRD-PARTY.md anew
	$(DEV) -m scripts.third_party

format: ## Lay out the Python code as `make lint` wants it
	$(DEV) -m ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .

clean: ## Remove .venv and what tools have left; the portal's data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache htmlcov .coverage .coverage.sqlite* test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
