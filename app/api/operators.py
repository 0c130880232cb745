"""Addresses for operators: does it live, is it ready, and figures for Prometheus."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from flask import Blueprint, Flask, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

from app import db
from app.api.answers import answer
from app.page import everyone
from processes import clock
from processes.engine import figures

log = structlog.get_logger("app.operators")

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()
REQUESTS = Counter("hilfeplan_requests", "Requests answered.", ["method", "route", "status"], registry=registry)
SECONDS = Histogram(
    "hilfeplan_request_seconds", "How long requests took.", ["route"], buckets=BUCKETS, registry=registry
)

blueprint = Blueprint("operators", __name__)


class Counted:
    """WSGI middleware that counts requests and their time by route: a path may hold a file number, a route does not."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer the request and count it."""
        begun = time.perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            route = environ.get("hilfeplan.route") or "none"
            REQUESTS.labels(environ["REQUEST_METHOD"], route, status[:3]).inc()
            SECONDS.labels(route).observe(time.perf_counter() - begun)
            return start_response(status, headers, *more)

        return self.inner(environ, start)


def live() -> Response:
    """The process answers; says nothing about the database."""
    return answer({"status": "ok"})


def ready() -> Response:
    """The database answers and has the shape this version needs."""
    try:
        is_ready = figures.is_ready(db.session())
    except Exception as error:
        log.warning("not ready", exc_info=error)
        db.start_over()
        is_ready = False
    return answer({"status": "ok" if is_ready else "unavailable"}, 200 if is_ready else 503)


def metrics() -> Response:
    """Figures for Prometheus: requests of this service, and what the database holds now."""
    shown = generate_latest(_of_all_processes()) + generate_latest(_of_the_database())
    return Response(shown, content_type=CONTENT_TYPE)


def _of_all_processes() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return registry
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _of_the_database() -> CollectorRegistry:
    """Gauges read at this moment, so that they are true whichever process answers."""
    now = figures.now(db.session(), now=clock.now())
    gauges = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float) -> None:
        Gauge(f"hilfeplan_{name}", meaning, registry=gauges).set(value)

    gauge("open_tasks", "Tasks that people have to do.", now.open_tasks)
    gauge("overdue_tasks", "Open tasks whose due date has passed.", now.overdue_tasks)
    gauge("running_instances", "Instances that have not ended.", now.running_instances)
    gauge("open_incidents", "What cannot go on by itself.", now.open_incidents)
    gauge("timer_lag_seconds", "How long the oldest due timer has been waiting to fire.", now.timer_lag)
    gauge("oldest_job_seconds", "How long the oldest due job has been waiting.", now.oldest_job)
    jobs = Gauge("hilfeplan_jobs", "Jobs in the queue by status.", ["status"], registry=gauges)
    for status, number in now.jobs.items():
        jobs.labels(status).set(number)
    return gauges


for _path, _view in (("/health/live", live), ("/health/ready", ready), ("/metrics", metrics)):
    _view.allow = everyone  # type: ignore[attr-defined]
    blueprint.add_url_rule(_path, _view.__name__, _view, methods=["GET"])


def init_app(app: Flask) -> None:
    """Serve the addresses and count every request of the application."""
    app.register_blueprint(blueprint)
    app.wsgi_app = Counted(app.wsgi_app)  # type: ignore[method-assign]
