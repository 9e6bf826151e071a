# Two commands: `make build` and `make test`. The README says what else there is.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SUPERSET := .build/superset
SNOWFLAKE := .build/snowflake
CRUCIBLE := .build/crucible
ENGINE_TESTS = -m pytest -q -rs --junitxml=.build/engines/$(@:test-%=%).xml

RAW_PATH ?=
OUT ?= customer_success.duckdb
VARS ?= {}
LANGUAGE ?= en
LOG ?= text
CUSTOMER ?=
PORT ?= 8580
SIZE ?= small
EVENTS ?=
BASE ?=
TO ?=

.PHONY: build test test-long test-bi test-postgres test-spark test-iceberg test-snowflake test-bigquery test-engines validate validate-marts metric-diff export boards serve superset docs install install-postgres install-spark forget ravenstack bench bench-spark golden policies churn-risk sample lint lock clean

## build: the metrics of the sample company, or of RAW_PATH=<folder>, in OUT=<file>.duckdb; LOG=json prints a line
build: $(VENV)/installed
	@$(PY) -m scripts.build --raw-path "$(RAW_PATH)" --out "$(OUT)" --vars '$(VARS)' --language "$(LANGUAGE)" --log "$(LOG)"

## test: everything that checks something, with the time of each group
test: $(VENV)/installed
	@$(PY) -m scripts.test

## test-long: the same without bounds
test-long: $(VENV)/installed
	@$(PY) -m scripts.test --long

## test-bi: Apache Superset, in an environment of its own, reads a published file and shows its figures in Chromium
test-bi: $(VENV)/installed $(SUPERSET)/installed
	@REQUIRE_ALL=1 $(PY) -m pytest -q -rs tests/test_superset.py

## test-postgres: the sample company and a spoiled one on PostgreSQL, beside DuckDB; needs the server's packages
test-postgres: $(VENV)/installed-postgres
	@REQUIRE_ALL=1 PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) $(ENGINE_TESTS) tests/engines/test_postgres.py

## test-spark: the sample company on a Spark cluster of two workers, beside DuckDB; needs Java 17
test-spark: $(VENV)/installed-spark
	@REQUIRE_ALL=1 PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PY) $(ENGINE_TESTS) tests/engines/test_spark.py

# What the tests left out say does not depend on the format of tables.
## test-iceberg: builds and publishing on tables of Iceberg, which a later build changes by MERGE
test-iceberg: $(VENV)/installed-spark $(VENV)/installed-iceberg
	@REQUIRE_ALL=1 PATH="$(CURDIR)/$(VENV)/bin:$$PATH" CUSTOMER_SUCCESS_SPARK_FORMAT=iceberg $(PY) $(ENGINE_TESTS) tests/engines/test_spark.py \
		-k "not unit_test and not spoiled and not sentence"

## test-snowflake: every model compiled for Snowflake parses as its SQL; nothing runs there
test-snowflake: $(SNOWFLAKE)/installed
	@REQUIRE_ALL=1 PATH="$(CURDIR)/$(SNOWFLAKE)/bin:$$PATH" $(SNOWFLAKE)/bin/python $(ENGINE_TESTS) tests/engines/test_snowflake.py

## test-bigquery: the sample company on an emulator of BigQuery, beside DuckDB
test-bigquery: $(VENV)/installed-bigquery $(CRUCIBLE)/installed
	@REQUIRE_ALL=1 PATH="$(CURDIR)/$(VENV)/bin:$$PATH" CRUCIBLE_PYTHON="$(CURDIR)/$(CRUCIBLE)/bin/python" $(PY) $(ENGINE_TESTS) tests/engines/test_bigquery.py

## test-engines: PostgreSQL, Spark, Snowflake and BigQuery, one after the other, and docs/engines.md from what they found
test-engines:
	@failed=0; for engine in postgres spark snowflake bigquery; do $(MAKE) --no-print-directory test-$$engine || failed=1; done; \
		$(PY) -m scripts.engines && exit $$failed

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

## boards: every board of charts/ from OUT=<file>.duckdb as a page, and all as one PDF, in TO=<folder>; LANGUAGE and VARS as in make build
boards: $(VENV)/installed
	@$(PY) -m scripts.boards --from "$(OUT)" --vars '$(VARS)' --language "$(LANGUAGE)" --to "$(or $(TO),.build/boards)"

## serve: the same boards on this machine with live filters, at http://127.0.0.1:PORT
serve: $(VENV)/installed
	@$(PY) -m scripts.serve --from "$(OUT)" --vars '$(VARS)' --language "$(LANGUAGE)" --port "$(PORT)"

## superset: the dashboard of bi/superset with every mart of OUT=<file>.duckdb, to import into a Superset of yours, in TO=<file>.zip
superset: $(VENV)/installed
	@$(PY) -m scripts.superset --from "$(OUT)" --to "$(or $(TO),.build/superset.zip)"

## ravenstack: the RavenStack export in RAVENSTACK_PATH=<folder> through the same models
ravenstack: $(VENV)/installed
	@test -n "$(RAVENSTACK_PATH)" || { echo "RAVENSTACK_PATH: expected the folder of the RavenStack export, found nothing. Call make ravenstack RAVENSTACK_PATH=<folder>." >&2; exit 1; }
	@$(PY) -m examples.ravenstack.map --from "$(RAVENSTACK_PATH)" --to .build/ravenstack
	@$(PY) -m scripts.build --raw-path .build/ravenstack --out ravenstack.duckdb --vars '$(VARS)' --language "$(LANGUAGE)"

## bench: what a build costs beside the floor, pandas, the next day; SIZE=tiny, small, medium, full
bench: $(VENV)/installed
	@$(PY) -m benchmarks.run --size "$(SIZE)"

## bench-spark: what a build costs on a Spark cluster of two workers, beside DuckDB; EVENTS=a number of them, or several
bench-spark: $(VENV)/installed-spark
	@$(PY) -m benchmarks.spark $(if $(EVENTS),--events $(EVENTS))

## golden: write the golden numbers anew from the sample company
golden: build
	@$(PY) -m scripts.golden

## policies: the page that compares the presets of the policies, or its table for RAW_PATH=<folder>
policies: $(VENV)/installed
	@$(PY) -m scripts.policy_comparison --raw-path "$(RAW_PATH)"

## churn-risk: fit the churn risk of RAW_PATH=<folder> and judge it on later months; writes seeds/churn_risk for review
churn-risk: $(VENV)/installed
	@$(PY) -m scripts.churn_risk --raw-path "$(RAW_PATH)" --vars '$(VARS)'

## sample: write the sample company anew
sample: $(VENV)/installed
	@$(PY) -m scripts.sample_company

## lint: SQL style
lint: $(VENV)/installed
	@$(VENV)/bin/sqlfluff lint models tests analyses

COMPILE = .build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links

## lock: resolve each requirements.in anew into its requirements.txt (hashes, no index address), and what each engine needs besides
lock:
	@$(PYTHON) -m venv .build/lock && .build/lock/bin/pip install --quiet uv
	@for folder in . bi/superset; do $(COMPILE) $$folder/requirements.in --output-file $$folder/requirements.txt; done
	@for engine in postgres spark iceberg; do \
		$(COMPILE) --no-deps --constraint requirements.txt requirements-$$engine.in --output-file requirements-$$engine.txt; done
	@$(COMPILE) --constraint requirements.txt requirements-bigquery.in --output-file requirements-bigquery.txt
	@$(COMPILE) requirements-snowflake.in --output-file requirements-snowflake.txt
	@$(COMPILE) tests/engines/requirements-crucible.in --output-file tests/engines/requirements-crucible.txt

install: $(VENV)/installed

## install-postgres: the adapter of PostgreSQL besides; make test then runs there too, where the server is installed
install-postgres: $(VENV)/installed-postgres

## install-spark: the adapter of Spark and a Spark for tests besides; make test then runs there too, where Java is installed
install-spark: $(VENV)/installed-spark

# --compile: without bytecode every start of dbt would cost seconds.
PIP_INSTALL = -m pip install --quiet --disable-pip-version-check --compile --require-hashes
APART = @echo "Installing what $< pins into $(@D) ..." && $(PYTHON) -m venv $(@D) && \
	$(@D)/bin/python $(PIP_INSTALL) --requirement $< && touch $@

$(VENV)/installed: requirements.txt
	$(APART)

$(VENV)/installed-%: requirements-%.txt $(VENV)/installed
	@$(PY) $(PIP_INSTALL) --no-deps --requirement $<
	@touch $@

# Superset needs another pandas than the project, Snowflake's adapter other packages, the emulator another DuckDB.
$(SUPERSET)/installed: bi/superset/requirements.txt
	$(APART)

$(SNOWFLAKE)/installed: requirements-snowflake.txt
	$(APART)

$(CRUCIBLE)/installed: tests/engines/requirements-crucible.txt
	$(APART)

clean:
	rm -rf .build target logs *.duckdb
