# Two commands: `make build` and `make test`. The README says what else there is.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

RAW_PATH ?=
OUT ?= customer_success.duckdb
VARS ?= {}
LANGUAGE ?= en
LOG ?= text
CUSTOMER ?=
SIZE ?= small
BASE ?=
TO ?=

.PHONY: build test test-long test-postgres validate validate-marts metric-diff export boards docs install forget ravenstack bench golden policies sample lint lock clean

## build: the metrics of the sample company, or of RAW_PATH=<folder>, in OUT=<file>.duckdb; LOG=json prints a line
build: $(VENV)/installed
	@$(PY) -m scripts.build --raw-path "$(RAW_PATH)" --out "$(OUT)" --vars '$(VARS)' --language "$(LANGUAGE)" --log "$(LOG)"

## test: everything that checks something, with the time of each group
test: $(VENV)/installed
	@$(PY) -m scripts.test

## test-long: the same without bounds
test-long: $(VENV)/installed
	@$(PY) -m scripts.test --long

## test-postgres: the sample company and a spoiled one on PostgreSQL, beside DuckDB; needs the server's packages
test-postgres: $(VENV)/installed $(VENV)/installed-postgres
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) -m pytest -q -rs tests/engines/test_postgres.py

## forget: new pseudonyms for the people of CUSTOMER=<id>, no old one left; RAW_PATH, OUT and VARS as in make build
forget: $(VENV)/installed
	@$(PY) -m scripts.forget --customer "$(CUSTOMER)" --raw-path "$(RAW_PATH)" --out "$(OUT)" --vars '$(VARS)'

## validate: what the contract expects of raw tables before a build: of RAW_PATH=<folder>, or where VARS say
validate: $(VENV)/installed
	@$(PY) -m scripts.validate --raw-path "$(RAW_PATH)" --vars '$(VARS)'

## validate-marts: the same of the marts in OUT=<file>.duckdb
validate-marts: $(VENV)/installed
	@$(PY) -m scripts.validate --marts "$(OUT)" --vars '$(VARS)'

## metric-diff: which figures the working tree moves against BASE=<git reference>; RAW_PATH and VARS as in make build, Markdown in TO
metric-diff: $(VENV)/installed
	@test -n "$(BASE)" || { echo "BASE: expected a git reference, found nothing. Call make metric-diff BASE=main." >&2; exit 2; }
	@$(PY) -m scripts.metric_diff --base "$(BASE)" --raw-path "$(RAW_PATH)" --vars '$(VARS)' --to "$(or $(TO),.build/metric_diff.md)"

## docs: definitions, tables, columns and lineage of OUT=<file>.duckdb as one page, in TO=<file>.html
docs: $(VENV)/installed
	@$(PY) -m scripts.docs --raw-path "$(RAW_PATH)" --out "$(OUT)" --vars '$(VARS)' --to "$(or $(TO),.build/docs.html)"

## export: the marts of OUT=<file>.duckdb as Parquet files in TO=<folder>, for tools that speak no DuckDB
export: $(VENV)/installed
	@$(PY) -m scripts.export --from "$(OUT)" --to "$(or $(TO),.build/parquet)"

## boards: every board of charts/ from OUT=<file>.duckdb as a page, in TO=<folder>; LANGUAGE and VARS as in make build
boards: $(VENV)/installed
	@$(PY) -m scripts.boards --from "$(OUT)" --vars '$(VARS)' --language "$(LANGUAGE)" --to "$(or $(TO),.build/boards)"

## ravenstack: the RavenStack export in RAVENSTACK_PATH=<folder> through the same models
ravenstack: $(VENV)/installed
	@test -n "$(RAVENSTACK_PATH)" || { echo "RAVENSTACK_PATH: expected the folder of the RavenStack export, found nothing. Call make ravenstack RAVENSTACK_PATH=<folder>." >&2; exit 1; }
	@$(PY) -m examples.ravenstack.map --from "$(RAVENSTACK_PATH)" --to .build/ravenstack
	@$(PY) -m scripts.build --raw-path .build/ravenstack --out ravenstack.duckdb --vars '$(VARS)' --language "$(LANGUAGE)"

## bench: what a build costs beside the floor, pandas, the next day; SIZE=tiny, small, medium, full
bench: $(VENV)/installed
	@$(PY) -m benchmarks.run --size "$(SIZE)"

## golden: write the golden numbers anew from the sample company
golden: build
	@$(PY) -m scripts.golden

## policies: the page that compares the presets of the policies, or its table for RAW_PATH=<folder>
policies: $(VENV)/installed
	@$(PY) -m scripts.policy_comparison --raw-path "$(RAW_PATH)"

## sample: write the sample company anew
sample: $(VENV)/installed
	@$(PY) -m scripts.sample_company

## lint: SQL style
lint: $(VENV)/installed
	@$(VENV)/bin/sqlfluff lint models tests analyses

## lock: resolve requirements.in anew into requirements.txt (hashes, no index address), and what PostgreSQL needs besides
lock:
	@$(PYTHON) -m venv .build/lock && .build/lock/bin/pip install --quiet uv
	@.build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links requirements.in --output-file requirements.txt
	@.build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-deps --constraint requirements.txt \
		--no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links requirements-postgres.in --output-file requirements-postgres.txt

install: $(VENV)/installed

$(VENV)/installed: requirements.txt
	@echo "Installing pinned dependencies into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@# --compile: without bytecode every start of dbt would cost seconds.
	@$(PY) -m pip install --quiet --disable-pip-version-check --compile --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/installed-postgres: requirements-postgres.txt $(VENV)/installed
	@$(PY) -m pip install --quiet --disable-pip-version-check --compile --require-hashes --no-deps --requirement requirements-postgres.txt
	@touch $@

clean:
	rm -rf .build target logs *.duckdb
