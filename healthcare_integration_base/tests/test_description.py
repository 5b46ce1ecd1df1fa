"""What the doors say of themselves, and what monitoring reads."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..canonical import REGISTRY
from ..controllers.problem import PROBLEMS
from .doors import DoorCase


def walk(value):
    """Every object inside JSON."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from walk(item)
    elif isinstance(value, list):
        for item in value:
            yield from walk(item)


@tagged("post_install", "-at_install")
class TestDescription(DoorCase):
    """OpenAPI, schemas, problems, metrics, health."""

    def test_openapi_describes_every_door_that_there_is(self):
        document = self.url_open("/healthcare/v1/openapi.json").json()
        self.assertTrue(document["openapi"].startswith("3.1."))
        described = {
            (method.upper(), path.replace("{", "<").replace("}", ">"))
            for path, methods in document["paths"].items()
            for method in methods
        }
        routes = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            path = rule.rule.replace("string:", "")
            if path.startswith("/healthcare/v1/<") or "/v1/messages" in path:
                routes |= {(method, path) for method in rule.methods - {"HEAD"}}
        routes = {row for row in routes if row[0] != "OPTIONS"}
        self.assertEqual(described, routes)

    def test_openapi_is_whole(self):
        document = self.url_open("/healthcare/v1/openapi.json").json()
        self.assertLessEqual(set(REGISTRY), set(document["components"]["schemas"]))
        for node in walk(document):
            reference = node.get("$ref")
            if isinstance(reference, str):
                target = document
                for step in reference.removeprefix("#/").split("/"):
                    self.assertIn(step, target, reference)
                    target = target[step]
        names = [row["operationId"] for row in walk(document) if "operationId" in row]
        self.assertEqual(len(names), len(set(names)))
        for path, methods in document["paths"].items():
            for operation in methods.values():
                stated = {
                    row["name"]
                    for row in operation["parameters"]
                    if row["in"] == "path"
                }
                self.assertEqual(stated, {w[1:-1] for w in path.split("/") if "{" in w})
                self.assertIn("default", operation["responses"])
        codes = document["components"]["schemas"]["Problem"]["properties"]["code"]
        self.assertEqual(codes["examples"], sorted(PROBLEMS))
        self.assertNotIn("warehouse", str(document))

    def test_schemas(self):
        index = self.url_open("/healthcare/v1/schemas").json()["schemas"]
        self.assertLessEqual(set(REGISTRY), {row["kind"] for row in index})
        for row in index:
            if row["kind"] in REGISTRY:
                schema = self.url_open(row["schema"]).json()
                self.assertEqual(schema["$id"], row["schema"])
        for path in ("goods_receipt/99.json", "nothing/1.json", "goods_receipt/x.json"):
            response = self.url_open(f"/healthcare/v1/schemas/{path}")
            self._problem(response, 404, "schema.unknown")

    def test_an_administrator_opens_a_schema(self):
        schema = self.env["healthcare.schema"].search([("kind", "=", "goods_receipt")])
        paths = schema.line_ids.mapped("path")
        self.assertIn("lines[].lots[].expiry", paths)
        self.assertTrue(all(schema.line_ids.mapped("text")))
        self.assertIn('"kind": "goods_receipt"', schema.sample)
        self.assertEqual(schema.status, "active")
        viewer = new_test_user(
            self.env, "hc_v", "healthcare_integration_base.group_viewer"
        )
        with self.assertRaises(AccessError):
            schema.with_user(viewer).deprecated_on = "2026-01-01"
        before = self.env["healthcare.schema"].search([]).ids
        self.env["healthcare.schema"]._sync()
        self.assertEqual(self.env["healthcare.schema"].search([]).ids, before)

    def test_the_end_of_an_installation_brings_every_kind(self):
        """An addon that is loaded after this one may have brought some."""
        schemas = self.env["healthcare.schema"]
        kept = schemas.search([("kind", "=", "claim")])
        kept.current = False
        lost = schemas.search([("kind", "=", "goods_receipt")])
        self.env["healthcare.layout"].search([("kind", "=", lost.kind)]).unlink()
        lost.unlink()
        self.env["ir.model.data"]._process_end([])
        self.assertTrue(kept.current)
        self.assertTrue(schemas.search([("kind", "=", "goods_receipt")]).line_ids)
        self.assertFalse(set(REGISTRY) - set(schemas.search([]).mapped("kind")))

    def test_a_deprecated_version_warns_and_ends(self):
        self._keep_secret()
        schema = self.env["healthcare.schema"].search([("kind", "=", "goods_receipt")])
        schema.write({"deprecated_on": "2026-01-01", "sunset_on": "2999-01-01"})
        answer = self._post()
        self.assertIn("Deprecation", answer.headers)
        self.assertIn("Sunset", answer.headers)
        self.assertEqual(schema.status, "deprecated")
        schema.sunset_on = "2026-01-02"
        self._problem(self._post(key="m2"), 410, "flow.sunset")
        with self.assertRaises(ValidationError):
            schema.deprecated_on = "2026-01-03"

    def test_errors_of_the_server_have_the_same_form(self):
        self._problem(self.url_open("/healthcare/v1/a/b/c/d"), 404, "flow.unknown")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = b"a=" + b"x" * (11 * 1024 * 1024)
        response = self.url_open(
            "/healthcare/v1/warehouse/receipts", data=body, headers=headers
        )
        self._problem(response, 413, "payload.too_large")

    def test_every_problem_says_what_to_do(self):
        for code, (status, retry, detail) in PROBLEMS.items():
            with self.subTest(code):
                self.assertTrue(400 <= status < 600 and detail and retry)

    def test_metrics(self):
        path = "/healthcare/metrics"
        self._problem(self.url_open(path), 401, "key.wrong")
        action = self.env["healthcare.metrics"].action_new_token()
        token = action["context"]["default_key"]
        self._keep_secret()
        self._post()
        headers = {"Authorization": f"Bearer {token}"}
        response = self.url_open(path, headers=headers)
        self.assertEqual(response.status_code, 200)
        self.assertIn("version=0.0.4", response.headers["Content-Type"])
        lines = response.text.splitlines()
        row = 'healthcare_messages{connection="warehouse",direction="in",'
        self.assertIn(row + 'state="received"} 1', lines)
        self.assertTrue(
            any(line.startswith("healthcare_job_runner ") for line in lines)
        )
        names = {line.split("{")[0].split(" ")[0] for line in lines if line[0] != "#"}
        typed = {line.split(" ")[2] for line in lines if line.startswith("# TYPE")}
        self.assertLessEqual(names, typed)
        other = {"Authorization": "Bearer hcik_wrong"}
        self._problem(self.url_open(path, headers=other), 401, "key.wrong")
        parameter = self.env["ir.config_parameter"].search(
            [("key", "=", "healthcare.metrics_digest")]
        )
        self.assertNotIn(token, parameter.value)
        viewer = new_test_user(
            self.env, "hc_v", "healthcare_integration_base.group_viewer"
        )
        with self.assertRaises(AccessError):
            self.env["healthcare.metrics"].with_user(viewer).action_new_token()

    def test_health_degrades_when_nothing_moves(self):
        self._keep_secret()
        self._post()
        strict = "/healthcare/health?strict=1"
        self.assertEqual(self.url_open(strict).status_code, 200)
        self.env.cr.execute(
            "UPDATE healthcare_message SET due_at = due_at - interval '1 hour'"
        )
        self.assertEqual(self.url_open(strict).status_code, 503)
        answer = self.url_open("/healthcare/health")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json()["status"], "degraded")
        self.assertGreaterEqual(answer.json()["oldest_due_seconds"], 3600)
