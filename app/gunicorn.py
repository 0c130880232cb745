"""How gunicorn serves the application (each name is one of gunicorn's settings)."""

import os
import tempfile
from typing import Any

# the workers' figures meet in this folder; prometheus_client wants to know it when it is imported
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="hilfeplan-metrics-")

from prometheus_client import multiprocess

_port = os.environ.get("HILFEPLAN_PORT", "8000")
bind = f"{os.environ.get('HILFEPLAN_HOST', '127.0.0.1')}:{_port}"
workers = int(os.environ.get("HILFEPLAN_PROCESSES", "") or os.cpu_count() or 2)
worker_class = "gthread"
threads = int(os.environ.get("HILFEPLAN_THREADS", "") or 6)
# gthread hands all kept connections to whichever worker accepts first; a proxy in front opens new ones
keepalive = 0
control_socket_disable = True
graceful_timeout = 30
accesslog = None  # the application writes its own line per request, with the route instead of the path
errorlog = "-"


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
