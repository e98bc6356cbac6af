# Each target does its own set-up: Python 3.11 or newer and make are enough to begin.

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
SET_UP := @$(PYTHON) packaging/set_up.py
SOURCES := main.py ctg_desktop db packaging resources tests ui

# The pins are made on request only; `make pins UPGRADE=--upgrade` takes newer versions.
UPGRADE :=
COMPILE := $(VENV_PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make pins" $(UPGRADE)

# What the program may be delivered with. sqlcipher3 names no licence in its metadata: its
# LICENSE file is the zlib licence.
LICENCES := Apache Software License;Apache-2.0;BSD License;BSD-2-Clause;BSD-3-Clause;MIT;MIT License;MIT-0;MIT-CMU;PSF-2.0;SIL Open Font License 1.1 (OFL-1.1)
READ_BY_HAND := sqlcipher3
# Qt is delivered under the LGPL, as files of its own that anyone may replace; nothing else may be.
QT := pyside6-essentials pyside6-pdf shiboken6
QT_LICENCE := LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only

# The Python with which the Windows program is made: every pin must have a wheel for it.
SHIPPED_PYTHON := 3.13

.PHONY: help run test check shots bench stress build packages try installers sql sbom audit reproducible release pins clean

help: ## liste les commandes
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST)

run: ## prépare tout et lance le programme (ARGS="…" pour ses options)
	$(SET_UP) run
	@$(VENV_PYTHON) main.py $(ARGS)

test: ## prépare tout et lance les essais (ARGS="…" pour pytest)
	$(SET_UP) test
	$(VENV_PYTHON) -m pytest -n 2 --dist worksteal $(ARGS)

check: ## vérifie le style, les types, les imports, les doublons, les licences, ce que Windows attend
	$(SET_UP) build
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -c "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
	$(VENV_PYTHON) -m pylint --recursive=y $(SOURCES)
	$(VENV_PYTHON) -m piplicenses --from=mixed --ignore-packages $(READ_BY_HAND) $(QT) \
		--packages $$(sed -n 's/^\([a-z0-9-]*\)==.*/\1/p' requirements.txt) \
		--allow-only "$(LICENCES)"
	$(VENV_PYTHON) -m piplicenses --from=mixed --packages $(QT) --allow-only "$(QT_LICENCE)"
	$(VENV_PYTHON) -m uv pip install --quiet --dry-run --require-hashes --no-deps \
		--only-binary :all: --python-platform windows --python-version $(SHIPPED_PYTHON) \
		--target build/wheels --requirement requirements.txt
	$(VENV_PYTHON) -m yamllint --strict .github
	$(VENV_PYTHON) -m check_jsonschema --builtin-schema vendor.github-workflows \
		.github/workflows/*.yml
	$(VENV_PYTHON) packaging/lint_workflows.py
	$(VENV_PYTHON) packaging/windows_installers.py \
		--payload $(or $(wildcard dist/ctg-desktop),resources)

shots: ## photographie chaque page et chaque boîte dans build/shots (ARGS="…" pour en choisir)
	$(SET_UP) test
	$(VENV_PYTHON) -m tests.shots.run $(ARGS)

bench: ## mesure les temps et la mémoire, et les écrit dans bench.json
	$(SET_UP) test
	$(VENV_PYTHON) -m tests.bench.run $(ARGS)

stress: ## lance les essais longs
	$(SET_UP) test
	CTG_STRESS=1 $(VENV_PYTHON) -m pytest -n 2 --dist worksteal --timeout 3600 $(ARGS)

build: ## fait le dossier livré et l'archive portable dans dist/
	$(SET_UP) build
	$(VENV_PYTHON) packaging/freeze.py --archive
	dist/ctg-desktop/ctg-desktop --auto-test

packages: build ## fait le paquet Debian
	$(VENV_PYTHON) packaging/debian_package.py

try: ## installe, essaie et retire les paquets dans un Debian vide (administrateur, Internet)
	$(SET_UP) build
	$(VENV_PYTHON) packaging/try_debian.py

installers: ## compile les installateurs de Windows (PAYLOAD="…" pour un autre dossier)
	$(SET_UP) build
	$(VENV_PYTHON) packaging/windows_installers.py $(if $(PAYLOAD),--payload "$(PAYLOAD)")

sbom: ## écrit la nomenclature CycloneDX de ce qui est livré
	$(SET_UP) dev
	$(VENV_PYTHON) packaging/bill_of_materials.py

audit: ## cherche les failles connues des paquets figés (demande Internet)
	$(SET_UP) dev
	$(VENV_PYTHON) -m pip_audit --strict --disable-pip --requirement requirements.txt

reproducible: ## fait le dossier deux fois et compare
	$(SET_UP) build
	$(VENV_PYTHON) packaging/compare_builds.py

release: check test build ## vérifie tout et réunit ce qui se publie dans dist/release/
	$(VENV_PYTHON) packaging/release.py

sql: ## récrit db/reading/compiled.py, les requêtes compilées d’avance (première liste, synthèse, plan)
	$(SET_UP) run
	$(VENV_PYTHON) packaging/compile_sql.py

pins: ## récrit les versions figées des paquets (UPGRADE=--upgrade pour en prendre de plus récentes)
	$(SET_UP) dev
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in

clean: ## retire ce que les outils ont laissé (l'environnement .venv reste)
	rm -rf build dist .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f bench.json
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +
