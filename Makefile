# Everything here needs Python 3.10 or later and make, and the network only to install: `make test`
# and `make demo` set up virtual environments of their own, again only when pyproject.toml changes.

PYTHON ?= python3
LEAST := 3.10

VENV := .venv
LOWEST := .venv-lowest
DEMO := .venv-demo
SDK := .venv-sdk
TOOLS := .venv-tools
PLATFORM := .venv-platform
MUTATION := .venv-mutation
EXTENSION := editors/vscode

.PHONY: help test check tests-own tests-rest tests-lowest proof mutation demo docs generated test-tools test-editors compare-runtime format clean python

help:
	@echo 'make test        lint, types and tests, with the newest and the lowest dependencies'
	@echo 'make demo        installs polltool, checks the content under examples/ and simulates some of it'
	@echo 'make generated   draws the pictures of the guide and writes the man page anew'
	@echo 'make docs        builds the guide as a site in build/site, and fails on dead links'
	@echo 'make proof       lints, fixes and simulates generated integrations by the ten thousand, and feeds broken files'
	@echo '                 to every command (CASES=10000 SEED=0)'
	@echo 'make mutation    changes the core in many places and shows what the tests do not notice (SAMPLE=5 SEED=0 MODULES=...)'
	@echo 'make test-tools  runs polltool beside the official SDK (1.39), under pre-commit, its action, its pages in a'
	@echo '                 browser, and in editors'
	@echo 'make test-editors  the part of it that needs npm: schemas under the YAML language server, VS Code'
	@echo 'make compare-runtime LIBRARY=.../CommonServerPython.py'
	@echo '                 compares polltool.runtime with the platform'\''s own library (bench/README.md)'
	@echo 'make format      formats the code'
	@echo 'make clean       removes the virtual environments and caches'
	@echo 'PYTHON=...       the interpreter to use (now: $(PYTHON))'

python:
	@command -v $(PYTHON) >/dev/null || \
	  { echo 'There is no $(PYTHON) here; name a Python $(LEAST) or later: make PYTHON=/path/to/python3'; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < tuple(map(int, "$(LEAST)".split("."))))' || \
	  { echo "$(PYTHON) is $$($(PYTHON) --version), polltool needs $(LEAST) or later: make PYTHON=python3.12"; exit 1; }

# -- tests

# Lint and types and the runs of the tests share nothing, so they run side by side.
test:
	@$(MAKE) --no-print-directory --jobs 3 --output-sync=target check tests-rest tests-lowest tests-own

check: $(VENV)/installed
	@echo '== ruff and mypy'
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

tests-own: $(VENV)/installed
	@echo '== tests with the newest dependencies: what rests on none'
	$(VENV)/bin/python -m pytest -q $(OWN:%=tests/%)

tests-rest: $(VENV)/installed
	@echo '== tests with the newest dependencies: the rest'
	$(VENV)/bin/python -m pytest -q $(OWN:%=--ignore=tests/%)

tests-lowest: $(LOWEST)/installed
	@echo '== tests with the lowest dependencies that pyproject.toml claims'
	$(LOWEST)/bin/python -m pytest -q $(OWN:%=--ignore=tests/%)

# What these test is how polltool understands Python, in which no dependency has a part (tests/yml, tests/rules,
# tests/fixes and the others read ymls with the lowest versions too), that pages show what the newest print, and what
# becomes of hostile files and full disks.
OWN := corpus rules_r1 differential mutation live bench guide examples/test_shown.py hostile

$(VENV)/installed: pyproject.toml | python
	@echo '== setting up $(VENV) (polltool and what its tests need)'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(LOWEST)/installed: pyproject.toml tests/lowest.txt | python
	@echo '== setting up $(LOWEST) (the same with the lowest dependencies)'
	rm -rf $(LOWEST)
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --constraint tests/lowest.txt \
	  --editable '.[lsp,simulate]' pytest pytest-lsp hypothesis identify hatchling xmlschema
	@touch $@

# The linter against the simulator: CASES generated integrations for each of seven claims, others with another SEED.
CASES ?= 10000
SEED ?= 0

proof: $(VENV)/installed
	@echo '== $(CASES) generated integrations for each claim: what goes wrong is found, what is right is silent'
	POLLTOOL_PROOF=$(CASES) POLLTOOL_PROOF_SEED=$(SEED) $(VENV)/bin/python -m pytest -q tests/differential
	@echo '== mutated files of every kind that is read, and files that are huge: each command ends as it should'
	POLLTOOL_PROOF=$$(($(CASES) / 5)) POLLTOOL_PROOF_SEED=$(SEED) $(VENV)/bin/python -m pytest -q tests/hostile
	@echo '== sessions of an editor by chance: the server lives on, and shows what a fresh check finds'
	POLLTOOL_PROOF=$(CASES) POLLTOOL_PROOF_SEED=$(SEED) $(VENV)/bin/python -m pytest -q tests/lsp/test_hostile.py

# Mutants of the core (bench/README.md): SAMPLE of each module in MODULES (files or folders), others with another SEED.
SAMPLE ?= 5

mutation: $(MUTATION)/installed
	@echo '== $(SAMPLE) mutants of each module, against the tests that reach them'
	$(MUTATION)/bin/python -m bench.survivors --sample $(SAMPLE) --seed $(SEED) $(MODULES)

$(MUTATION)/installed: pyproject.toml | python
	@echo '== setting up $(MUTATION) (polltool, what its tests need, mutmut and coverage)'
	rm -rf $(MUTATION)
	$(PYTHON) -m venv $(MUTATION)
	$(MUTATION)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' 'mutmut==3.8.*' 'coverage>=7'
	@touch $@

format: $(VENV)/installed
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# -- demo

demo: $(DEMO)/installed
	@echo
	@echo '== A pack in which all is well, with the shared module that it uses'
	$(DEMO)/bin/polltool lint examples/Packs/AcmeScan examples/Packs/ApiModules
	@echo
	@echo '== One mistake: an argument of the next run that the yml does not declare'
	$(DEMO)/bin/polltool lint examples/Packs/BrokenScan/Integrations/UndeclaredNextRunArg || test $$? -eq 1
	@echo
	@echo '== A pack with one mistake for each rule, a line each'
	$(DEMO)/bin/polltool lint --verbose --format concise examples/Packs/BrokenScan || test $$? -eq 1
	@echo
	@echo '== What that mistake does on a server, simulated: the argument is dropped before every run'
	$(DEMO)/bin/polltool simulate examples/Packs/BrokenScan/Integrations/UndeclaredNextRunArg/test_data/scan_lost.scenario.yml
	@echo
	@echo '== The sequences of the healthy pack, with canned replies'
	$(DEMO)/bin/polltool simulate examples/Packs/AcmeScan
	@echo
	@echo 'Exit code 0 is clean, 1 means that errors were found, 2 that something could not be checked.'
	@echo 'Next: $(DEMO)/bin/polltool explain POL201'

$(DEMO)/installed: pyproject.toml | python
	@echo '== installing polltool into $(DEMO)'
	@rm -rf $(DEMO)
	@$(PYTHON) -m venv $(DEMO)
	@$(DEMO)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[simulate]'
	@touch $@

# -- the guide

docs: $(VENV)/installed
	rm -rf build/site
	$(VENV)/bin/python -m docs.making.site build
	$(VENV)/bin/python -m zensical build --strict --config-file build/site.yml
	@echo 'The guide: build/site/index.html'

generated: $(VENV)/installed
	$(VENV)/bin/python -m docs.making.pictures
	$(VENV)/bin/python -m docs.making.man

# -- with the tools that it meets at its users': the official SDK, pre-commit, a browser, and those that
# judge hooks, actions, CI files, pages and diagrams (needs npm, chromium and chromedriver, on Debian
# `apt-get install npm chromium chromium-driver zsh fish mandoc`, the network, and some minutes)

test-tools: | python
	@echo '== installing polltool beside demisto-sdk 1.39'
	rm -rf $(SDK)
	$(PYTHON) -m venv $(SDK)
	$(SDK)/bin/python -m pip install --quiet --disable-pip-version-check 'demisto-sdk==1.39.*' .
	$(SDK)/bin/python -m pip check
	$(SDK)/bin/polltool --version
	$(SDK)/bin/polltool lint --fail-on never --statistics examples
	@echo '== polltool under pre-commit and demisto-sdk pre-commit, its pages in Chromium, and what others say of its hooks and action'
	rm -rf $(TOOLS)
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/tools/requirements.txt
	cp tests/tools/package.json $(TOOLS)/package.json
	npm install --silent --no-audit --no-fund --prefix $(TOOLS)
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" POLLTOOL_SDK="$(CURDIR)/$(SDK)" NODE_MODULES="$(CURDIR)/$(TOOLS)/node_modules" \
	  $(TOOLS)/bin/python -m pytest -v -rxs -p no:cacheprovider tests/tools/check_*.py
	@$(MAKE) --no-print-directory test-editors

# The language server for YAML and the packager of extensions come by npm, in the versions of the lock file.
test-editors: $(VENV)/installed
	@echo '== the schemas under the YAML language server, and the extension for VS Code'
	@command -v npm >/dev/null || { echo 'There is no npm here; install Node.js 20 or later'; exit 1; }
	cd $(EXTENSION) && npm ci --no-fund --no-audit && npm run check && \
	  PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm test && npm run package

# -- against the platform's own library (needs a copy of it, the network, and Python 3.10 or 3.11)

compare-runtime: $(PLATFORM)/installed
	@test -f '$(LIBRARY)' || { echo 'Name the library: make compare-runtime LIBRARY=path/to/CommonServerPython.py'; exit 1; }
	$(PLATFORM)/bin/python -m bench.runtimediff '$(LIBRARY)' $(OPTIONS)

$(PLATFORM)/installed: pyproject.toml | python
	@echo '== setting up $(PLATFORM) (polltool and what the library needs)'
	@rm -rf $(PLATFORM)
	@$(PYTHON) -m venv $(PLATFORM)
	@$(PLATFORM)/bin/python -m pip install --quiet --disable-pip-version-check --editable . requests dateparser pytz
	@touch $@

clean:
	rm -rf $(VENV) $(LOWEST) $(DEMO) $(SDK) $(TOOLS) $(PLATFORM) $(MUTATION) build dist \
	  $(EXTENSION)/node_modules $(EXTENSION)/dist $(EXTENSION)/out .mypy_cache .pytest_cache .ruff_cache .hypothesis
