#!/bin/sh
# One nightly build of the folder RAW_PATH into the file OUT. Silent where all is well, so that cron mails failures alone.
# The lines of JSON of all builds gather in OUT.log. The exit status is that of the build (README.md, Every night).
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${RAW_PATH:?expected the folder of exports}" "${OUT:?expected the DuckDB file to publish}"

status=0
"${PYTHON:-.venv/bin/python}" -m scripts.build --raw-path "$RAW_PATH" --out "$OUT" --vars "${VARS:-}" --log json \
    >> "$OUT.log" 2> "$OUT.errors" || status=$?
if [ "$status" -ne 0 ]; then
    echo "customer_success: the nightly build of $OUT failed with status $status. Readers still see the build before." >&2
    cat "$OUT.errors" >&2
fi
exit "$status"
