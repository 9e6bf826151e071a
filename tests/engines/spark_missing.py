"""Whether Spark can be started here, asked before anything of it is imported."""

import shutil
from importlib.util import find_spec


def what_is_missing() -> str:
    """What of Spark is not installed here, as a sentence; empty where everything is."""
    if not find_spec("pyspark") or not find_spec("pyhive"):
        return "Spark: expected pyspark and its adapter, found none. Call make install-spark."
    if not shutil.which("java"):
        return "Spark: expected Java 17, found none. Install it, on Debian `openjdk-17-jre-headless`."
    return ""
