"""The OpenAPI document is valid, complete, and says of each call who may use it; operators find their addresses."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.route import api
from tests.api.conftest import Caller, Contract


def test_the_document_is_valid_openapi(contract: Contract) -> None:
    assert contract.document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(contract.document).validate()


def test_it_is_open_to_everybody(nobody: Caller) -> None:
    response = nobody.get("/openapi.json", expect=None)
    assert (response.status_code, response.mimetype) == (200, "application/json")


def test_it_holds_every_call_of_the_outside_contract(contract: Contract) -> None:
    calls = {f"{method.upper()} {path}" for path, methods in contract.document["paths"].items() for method in methods}
    assert calls == {
        "POST /deployments",
        "GET /definitions",
        "GET /definitions/{key}",
        "POST /definitions/{key}/instances",
        "GET /instances/{instance_id}",
        "GET /instances/{instance_id}/events",
        "POST /instances/{instance_id}/cancel",
        "GET /tasks",
        "GET /tasks/{task_id}",
        "POST /tasks/{task_id}/claim",
        "POST /tasks/{task_id}/release",
        "POST /tasks/{task_id}/assign",
        "POST /tasks/{task_id}/complete",
        "POST /messages",
    }


def test_every_route_of_the_api_is_a_declared_call(app) -> None:
    routes = {
        rule.rule.removeprefix("/api/v1") for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")
    }
    assert routes - {call.path for call in api.calls} == {"/", "/<path:rest>", "/openapi.json"}


def test_health_and_metrics(app, ada: Caller) -> None:
    client = app.test_client()
    assert client.get("/health/live").json == {"status": "ok"}
    assert client.get("/health/ready").json == {"status": "ok"}
    ada.get("/tasks")
    figures = client.get("/metrics")
    assert figures.status_code == 200
    shown = figures.get_data(as_text=True)
    assert 'hilfeplan_requests_total{method="GET",route="/api/v1/tasks",status="200"}' in shown
    assert "hilfeplan_open_tasks 0.0" in shown


def test_not_ready_without_a_database(settings_of_tests) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.orm import sessionmaker
    from sqlalchemy.pool import NullPool

    from tests.api.conftest import make_app

    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1", poolclass=NullPool)
    client = make_app(sessionmaker(nowhere), settings_of_tests).test_client()
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 503
