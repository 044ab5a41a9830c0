# Every target a person or CI calls. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
READY := $(VENV)/.ready
LANES := -n 2 --dist loadfile
# A third lane has the processor while others wait for what takes its time on AWS too.
THREE_LANES := -n 3 --dist loadfile
# Tables of the charts' keys, where somebody has them; without any, the charts themselves are for a machine with a network.
CHART_FACTS ?= $(wildcard ../shared/charts)

# Everything but the list of words that a name may have, of which this tree is full; no finding is sent anywhere to be
# verified. A SHA of Git's or a digest is no secret; a line says `pragma: allowlist secret` when another thing is none.
SECRETS := --no-verify --disable-plugin KeywordDetector --exclude-secrets '^[0-9a-f]{40}$$' \
	--exclude-lines '\b(sha256:)?[0-9a-f]{64}\b'
GENERATED := (requirements\.lock|\.sum|\.pem|tests/stacks/urns/.*)$$

.PHONY: help setup sandbox test unit migrations doubles journeys stress check local-check gates secrets history images \
	licences go-licences audit versions format docs screenshots bench lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: $(READY) ## make .venv from requirements.lock

$(READY): requirements.lock pyproject.toml sandbox/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make setup: $(PYTHON) is older than 3.11; name a newer one: make setup PYTHON=python3.12")'
	@echo "setup: Python environment in $(VENV) (about a minute the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@echo "setup: compiling its packages, so that no preview has to (half a minute)"
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . --editable sandbox
	@touch $@

sandbox: setup ## bring up the local cloud and deploy dev into it
	@$(BIN)/portarium sandbox try

test: check gates unit migrations doubles journeys ## everything CI runs

check: setup local-check ## format, lint, types, generated files, workflows, the local environment
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright
	@$(BIN)/python docs/generate.py --check
	@$(BIN)/python -m tools.generated --check
	@$(BIN)/python -m tools.site
	@$(BIN)/python -m tools.lint_workflows
	@$(if $(CHART_FACTS),$(BIN)/portarium platform render --facts $(CHART_FACTS))

local-check: setup ## Compose's own loader and our rules over docker-compose.yml, and what it mounts against the clusters'
	@$(BIN)/python -m tools.local_check

gates: images licences secrets ## what is looked for in the whole tree

images: setup ## no image is named by a tag that may move
	@$(BIN)/python -m tools.gates.image_tags

licences: setup ## every Python package has a licence that we may use
	@$(BIN)/pip-licenses > /dev/null

secrets: setup ## no secret is in the tree (a minute of processor time)
	@git ls-files -z | grep -zvE '$(GENERATED)' | xargs -0 -P 2 -n 300 $(BIN)/detect-secrets-hook $(SECRETS)

history: setup ## no secret was ever in the tree (minutes)
	@$(BIN)/python -m tools.gates.history $(SECRETS)

go-licences: setup ## every library in Go, of all that is built here, has a licence that we may use (fetches their modules)
	@$(BIN)/python -m tools.gates.go_licences

audit: setup ## nothing of Python or Go has a known vulnerability: asks PyPI and Go's database, and fails where it can't
	@failed=0; \
	$(BIN)/uv tool run --quiet --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes \
		-r requirements.lock || failed=1; \
	$(BIN)/python -m tools.gates.go_vulnerabilities || failed=1; \
	exit $$failed

unit: setup ## settings, components, whole stacks, policies: no engine needed
	@$(BIN)/python -m pytest tests --ignore=tests/journeys --ignore=tests/database -n 2 --dist loadfile -q

migrations: setup ## of the owned schema: whether each is what it says, and what becomes of every tier, on PostgreSQL 16 and 18
	@$(BIN)/python -m pytest tests/database -n 2 --dist loadfile -q

doubles: setup ## the sandbox's own parts: what the doubles do and refuse, no engine needed
	@$(BIN)/python -m pytest sandbox/tests --ignore=sandbox/tests/journeys -n 2 --dist loadfile -q

journeys: setup ## the program on the sandbox, then the sandbox alone: real engine, AWS calls, Kubernetes
	@failed=0; \
	$(BIN)/python -m pytest tests/journeys $(THREE_LANES) || failed=1; \
	$(BIN)/python -m pytest sandbox/tests/journeys $(LANES) || failed=1; \
	exit $$failed

stress: setup ## the journeys, three times, with all cores busy (ROUNDS=1 TESTS=tests/journeys/test_faults.py)
	@$(BIN)/python -m tools.stress --rounds $(or $(ROUNDS),3) --options="$(LANES)" $(TESTS)

versions: setup ## record what components promise, and raise the versions of those that have changed
	@$(BIN)/python -m tools.versions
	@$(BIN)/python docs/generate.py

format: setup ## rewrite the code as ruff wants it
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup ## write the generated pages, build the site and check its links (build/documentation/site)
	@$(BIN)/python docs/generate.py
	@$(BIN)/python -m tools.generated
	@$(BIN)/python -m tools.site

screenshots: docs ## photograph pages of the site into docs/pictures/site (a Chromium on PATH, Playwright from PyPI)
	@$(BIN)/uv run --quiet --no-project --isolated --with playwright==1.65.2 python -m tools.site.screenshots

bench: setup ## preview and up, as ratios to a flat program
	@$(BIN)/python -m tests.bench

clean: ## remove what the targets above made in this folder
	@test ! -x $(BIN)/portarium || $(BIN)/portarium sandbox reset --yes
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis build

lock: setup ## write requirements.lock anew from both pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--group dev --output-file requirements.lock pyproject.toml sandbox/pyproject.toml
