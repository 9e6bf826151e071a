"""A Spark standalone cluster on loopback for the time of a test: master, two workers and a Thrift server, all from the
pyspark package."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import engines.plugins.dbt_pyhive  # noqa: F401
from engines.engine import Engine
from loopback import free_port
from pyhive import hive

PLUGINS = Path(__file__).parent / "plugins"
SECONDS_TO_START = 180
# Java compiles once only, for hundreds of plans are run once; the room for what it compiled that goes with this is filled
# by them, and then all is compiled again and again.
JAVA_OPTIONS = "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m -XX:+UseSerialGC"
# A cluster for a small machine: every process small and quick to start, a shuffle in two parts, tables where dbt asks.
SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.executor.extraJavaOptions": JAVA_OPTIONS,
}

# The metastore, in the driver's memory. As a setting of Spark it would differ between the clients that Spark and Iceberg
# have of it, and be opened anew whenever one follows the other.
HIVE_SITE = """<configuration><property>
<name>javax.jdo.option.ConnectionURL</name><value>jdbc:derby:memory:metastore;create=true</value>
</property></configuration>
"""
# Tables of the session's catalog that are Iceberg's. Its locks would need a table of the metastore's that Derby lacks.
ICEBERG = {
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.catalog.spark_catalog": "org.apache.iceberg.spark.SparkSessionCatalog",
    "spark.sql.catalog.spark_catalog.type": "hive",
    "spark.hadoop.iceberg.engine.hive.lock-enabled": "false",
}
ICEBERG_JAR = "jars/iceberg-spark-runtime-3.5_2.12-*.jar"


def settings_of(file_format: str) -> dict[str, str]:
    """The settings of Spark that tables of a format, parquet or iceberg, need."""
    if file_format != "iceberg":
        return {}
    [jar] = Path(find_spec("snowpark_connect_deps_iceberg").origin).parent.glob(ICEBERG_JAR)
    class_path = {"spark.driver.extraClassPath": str(jar), "spark.executor.extraClassPath": str(jar)}
    # Its plans take the driver more room.
    return {**ICEBERG, **class_path, "spark.driver.memory": "4g"}


class SparkCluster(Engine):
    """A running cluster; `settings` of Spark win over SETTINGS."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self.settings = {**SETTINGS, **(settings or {})}
        self.home = Path(find_spec("pyspark").origin).parent
        self.folder = Path(tempfile.mkdtemp(prefix="spark_"))
        self.port = free_port()
        self.master = f"spark://127.0.0.1:{free_port()}"
        self.processes: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> SparkCluster:
        conf = self.folder / "conf"
        conf.mkdir()
        settings = {
            "spark.master": self.master,
            "spark.sql.warehouse.dir": self.folder / "warehouse",
            "spark.driver.extraJavaOptions": f"-Dderby.system.home={self.folder} {JAVA_OPTIONS}",
            **self.settings,
        }
        (conf / "spark-defaults.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        (conf / "hive-site.xml").write_text(HIVE_SITE)
        try:
            self.start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in reversed(self.processes):
            self.stop(name)
        shutil.rmtree(self.folder)

    def start_all(self) -> None:
        """Start master, workers and Thrift server. Raises RuntimeError with the reason of the one that does not."""
        host, port = self.master.removeprefix("spark://").split(":")
        self.start("master", "org.apache.spark.deploy.master.Master", "--host", host, "--port", port, "--webui-port", "0")
        self.wait_for("master", int(port))
        for number in (1, 2):
            self.start_worker(number)
        self.start(
            "thrift", "org.apache.spark.deploy.SparkSubmit",
            "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal",
            "--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1", "--hiveconf", f"hive.server2.thrift.port={self.port}",
        )  # fmt: skip
        self.wait_for("thrift", self.port)

    def start_worker(self, number: int) -> None:
        """Start a worker of one core."""
        self.start(
            f"worker_{number}", "org.apache.spark.deploy.worker.Worker", self.master,
            "--host", "127.0.0.1", "--cores", "1", "--memory", "1500m", "--webui-port", "0",
        )  # fmt: skip

    def start(self, name: str, java_class: str, *arguments: str) -> None:
        """Start one of the cluster's processes, its output in a log of its name."""
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen(
                [self.home / "bin" / "spark-class", java_class, *arguments],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
                env={
                    **os.environ,
                    "SPARK_HOME": str(self.home),
                    "SPARK_CONF_DIR": str(self.folder / "conf"),
                    "SPARK_WORKER_DIR": str(self.folder / "work"),
                    "SPARK_LOCAL_IP": "127.0.0.1",
                    "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                    "TZ": "UTC",
                },
            )  # fmt: skip

    def stop(self, name: str) -> None:
        """Kill one of the cluster's processes and those that it started."""
        if self.is_running(name):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def is_running(self, name: str) -> bool:
        """Whether one of the cluster's processes runs."""
        return self.processes[name].poll() is None

    def wait_for(self, name: str, port: int) -> None:
        """Wait until a process listens. Raises RuntimeError with what its log ends with."""
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.is_running(name):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.2)
        log = (self.folder / f"{name}.log").read_text()
        raise RuntimeError(f"Spark's {name}: expected it to listen on port {port}, found that it does not:\n{log[-2000:]}")

    def execute(self, *statements: str) -> None:
        """Run statements."""
        with hive.connect("127.0.0.1", self.port) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def query(self, sql: str) -> list[tuple]:
        with hive.connect("127.0.0.1", self.port) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return rows_of(cursor)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DBT_TARGET": "spark",
            "CUSTOMER_SUCCESS_SPARK_PORT": str(self.port),
            "PYTHONPATH": str(PLUGINS),
        }


def rows_of(cursor: hive.Cursor) -> list[tuple]:
    """The rows that a cursor has; the driver leaves dates as texts."""
    dates = [place for place, (_, data_type, *_) in enumerate(cursor.description) if data_type == "DATE_TYPE"]
    rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for place in dates:
            row[place] = row[place] and date.fromisoformat(row[place])
    return [tuple(row) for row in rows]
