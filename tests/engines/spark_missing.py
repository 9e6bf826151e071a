"""Whether Spark can be started here, asked before anything of it is imported."""

import os
import shutil
from importlib.util import find_spec

# What the profile asks of the environment, too.
FILE_FORMAT = os.environ.get("CUSTOMER_SUCCESS_SPARK_FORMAT", "parquet")


def what_is_missing() -> str:
    """What of Spark is not installed here, as a sentence; empty where everything is."""
    if not find_spec("pyspark") or not find_spec("pyhive"):
        return "Spark: expected pyspark and its adapter, found none. Call make install-spark."
    if not shutil.which("java"):
        return "Spark: expected Java 17, found none. Install it, on Debian `openjdk-17-jre-headless`."
    if FILE_FORMAT == "iceberg" and not find_spec("snowpark_connect_deps_iceberg"):
        return "Iceberg: expected the package with its jar, found none. Call make test-iceberg, which installs it."
    return ""
