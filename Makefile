# What there is to do here: `make help`. Needs Python 3.11 or newer and make; everything else is set up in .venv.
.DEFAULT_GOAL := help
.PHONY: help run test check assets messages screenshots conformance clean catalogues browser postgresql

VENV := .venv
BIN := $(VENV)/bin
MANIFEST := webapp/static/dist/manifest.json
PYTHON := $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$python && break; done)
# Node is part of the environment only where the machine has none that can build the assets.
NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' >/dev/null 2>&1 && npm --version 2>/dev/null)
ASSETS := $(if $(NODE),,assets)
# What is installed follows the content of these two files, whatever their times say.
KEY := $(shell cat setup.cfg pyproject.toml | cksum | cut -d' ' -f1)
INSTALLED := $(VENV)/.installed-$(KEY)
INSTALLED_FOR_TESTS := $(VENV)/.installed-for-tests-$(KEY)
APT := DEBIAN_FRONTEND=noninteractive apt-get -qq
comma := ,

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(INSTALLED) catalogues $(MANIFEST) ## Set up what is missing, load the demo and serve it
	$(BIN)/innotech360 db upgrade
	$(BIN)/innotech360 publish
	$(BIN)/innotech360 demo load
	$(BIN)/innotech360 serve

test: check $(MANIFEST) browser postgresql ## Run make check and every test
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(INSTALLED_FOR_TESTS) catalogues ## Check style, types, import contracts and catalogues
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/conventions/test_catalogues.py

assets: $(INSTALLED) ## Build the style sheets and scripts of the browser
	$(BIN)/innotech360 assets

messages: $(INSTALLED) ## Collect the sentences of the product into the catalogues
	$(BIN)/python -m translations.collection

screenshots: $(INSTALLED_FOR_TESTS) catalogues $(MANIFEST) browser ## Take the pictures of the documentation anew
	$(BIN)/python -m tests.browser.screenshots

SUITES ?= var/conformance
conformance: $(INSTALLED_FOR_TESTS) catalogues $(MANIFEST) browser ## Run the public test suites that lie in the folder SUITES, and write reports
	@test -d '$(SUITES)' || { echo 'Say where the suites are: make conformance SUITES=folder' >&2; exit 1; }
	@mkdir -p build/conformance
	@test ! -d '$(SUITES)/dmn-tck' || $(BIN)/python -m tests.conformance.dmn_tck '$(SUITES)/dmn-tck' \
	    --json build/conformance/dmn-tck.json
	@test ! -d '$(SUITES)/betsy' || $(BIN)/python -m tests.conformance.betsy '$(SUITES)/betsy' \
	    --json build/conformance/betsy.json
	@test ! -d '$(SUITES)/miwg' || $(BIN)/python -m tests.browser.round_trip '$(SUITES)/miwg'

clean: ## Remove everything that was made, except the data in var/
	rm -rf $(VENV) build dist node_modules webapp/static/dist htmlcov .mypy_cache .ruff_cache .pytest_cache
	rm -rf .import_linter_cache .hypothesis .coverage *.egg-info
	find bpmn engine forms tests translations webapp -name __pycache__ -prune -exec rm -rf {} +
	find translations -name '*.mo' -exec rm -f {} +

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed.' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): | $(BIN)/python
	$(BIN)/python -m pip install -q -e '.$(if $(ASSETS),[$(ASSETS)])'
	@rm -f $(VENV)/.installed-*
	@touch $@

$(INSTALLED_FOR_TESTS): | $(BIN)/python $(INSTALLED)
	$(BIN)/python -m pip install -q -e '.[test,check$(if $(ASSETS),$(comma)$(ASSETS))]'
	@touch $@

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)
catalogues: $(CATALOGUES:.po=.mo)

%.mo: %.po | $(INSTALLED)
	@$(BIN)/pybabel -q compile -i $< -o $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# When the build fails it has warned, pages work without it, and the next run tries again.
$(MANIFEST): $(wildcard webapp/assets/*) package-lock.json package.json | $(INSTALLED)
	$(BIN)/innotech360 assets

browser:
	@for browser in chromium chromium-browser google-chrome google-chrome-stable; do \
	     command -v $$browser >/dev/null && exit 0; done; false \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && $(APT) update \
	     && $(APT) install -y --no-install-recommends chromium fonts-liberation >/dev/null; } \
	|| { echo 'The tests need a browser: install the package chromium.' >&2; exit 1; }

postgresql: | $(INSTALLED_FOR_TESTS)
	@test -n "$$TEST_DATABASE_URL" || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && $(APT) update \
	     && $(APT) install -y --no-install-recommends postgresql >/dev/null; } \
	|| $(BIN)/python -m pip install -q -e '.[test_postgresql]'
