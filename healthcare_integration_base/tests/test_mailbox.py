"""An integration platform fetches what is meant for it, and nothing else."""

from odoo.tests import tagged

from ..canonical import from_json
from ..canonical.schema import sample
from ..models.healthcare_handler import HealthcareHandler
from .doors import DoorCase

KIND = "goods_receipt"


@tagged("post_install", "-at_install")
class TestMailbox(DoorCase):
    """Outbound messages of a connection that is fetched from."""

    def setUp(self):
        super().setUp()
        handler = self.env["healthcare.handler"]
        self.patch(HealthcareHandler, "_for_kind", lambda model, kind: handler)
        self.connection.connector = "mailbox"
        self.out = self._flow(self.connection, "out")
        self.key = self._new_key(self.connection, fetches=True, posts=False)

    def _flow(self, connection, code):
        return self.env["healthcare.flow"].create(
            {
                "name": code,
                "code": code,
                "connection_id": connection.id,
                "direction": "out",
                "kind": KIND,
                "codec": "json",
            }
        )

    def _new_key(self, connection, **values):
        credential = self.env["healthcare.credential"].create(
            {
                "name": "iPaaS",
                "connection_id": connection.id,
                "kind": "api_key",
                **values,
            }
        )
        return credential.action_new_key()["context"]["default_key"]

    def _sent(self, flow, number):
        """A message in the box, sealed as the drain would."""
        document = from_json(sample(KIND) | {"receipt_number": number})
        message = self.env["healthcare.message"]._outbox(flow, document, key=number)
        codec = self.env["healthcare.format"]._codecs()["json"]
        message._store_sealed(f'{{"n": "{number}"}}'.encode(), codec)
        self.env.cr.execute(
            "UPDATE healthcare_message SET state = 'sent' WHERE id = %s", [message.id]
        )
        message.invalidate_recordset()
        return message

    def _get(self, path, key=None):
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return self.url_open(f"/healthcare/v1/{path}", headers=headers)

    def _say(self, message, said, key=None):
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Content-Type": "application/json",
        }
        path = f"/healthcare/v1/messages/{message.uuid}/acknowledge"
        return self.url_open(path, data=said, headers=headers, method="POST")

    def test_fetched_and_acknowledged_once(self):
        message = self._sent(self.out, "R1")
        rows = self._get("warehouse/messages").json()["messages"]
        self.assertEqual([row["id"] for row in rows], [message.uuid])
        content = self._get(f"messages/{message.uuid}/payload")
        self.assertEqual(content.content, b'{"n": "R1"}')
        self.assertEqual(content.headers["Content-Type"], "application/json")
        self.assertEqual(self._say(message, b"{}").json()["state"], "acknowledged")
        self.assertEqual(self._say(message, b"{}").status_code, 200)
        self._problem(self._say(message, b'{"status":"refused"}'), 409, "message.state")
        message.invalidate_recordset()
        self.assertEqual(message.state, "acknowledged")
        self.assertEqual(len(message.attempt_ids), 1)
        self.assertEqual(self._get("warehouse/messages").json()["messages"], [])

    def test_refused_is_a_question(self):
        message = self._sent(self.out, "R1")
        said = b'{"status": "refused", "code": "item.unknown"}'
        self.assertEqual(self._say(message, said).json()["state"], "refused")
        message.invalidate_recordset()
        self.assertEqual(message.code, "item.unknown")
        self.assertEqual(message.exception_ids.code, "DELIVERY_REFUSED")

    def test_pages(self):
        uuids = [self._sent(self.out, f"R{number}").uuid for number in range(5)]
        found, after = [], ""
        while after is not None:
            page = self._get(f"warehouse/messages?limit=2&after={after}").json()
            found += [row["id"] for row in page["messages"]]
            after = page["next"]
        self.assertEqual(found, uuids)
        for wrong in ("limit=0", "limit=x", "limit=5000", "after=-1", "after=\u0662"):
            response = self._get(f"warehouse/messages?{wrong}")
            self._problem(response, 422, "parameter.invalid")

    def test_nobody_reads_what_is_not_his(self):
        message = self._sent(self.out, "R1")
        foreign = self.connection.copy({"code": "foreign", "name": "Foreign"})
        foreign.state = "live"
        other = self._new_key(foreign, fetches=True)
        poster = self._new_key(self.connection)
        self._keep_secret()
        for path in ("warehouse/messages", f"messages/{message.uuid}/payload"):
            self._problem(self._get(path, other), 401, "key.wrong")
            self._problem(self._get(path, poster), 403, "credential.scope")
        self._problem(self._say(message, b"{}", other), 401, "key.wrong")
        self._problem(self._say(message, b"{}", poster), 403, "credential.scope")
        second = self._flow(self.connection, "second")
        narrow = self._new_key(
            self.connection, fetches=True, flow_ids=[(6, 0, second.ids)]
        )
        self.assertEqual(self._get("warehouse/messages", narrow).json()["messages"], [])
        response = self._get(f"messages/{message.uuid}/payload", narrow)
        self._problem(response, 404, "message.unknown")

    def test_inbound_messages_are_not_in_the_box(self):
        self._keep_secret()
        uuid = self._post(b"{}").json()["id"]
        for path in (f"messages/{uuid}/payload",):
            self._problem(self._get(path), 404, "message.unknown")
        self.assertEqual(self._get("warehouse/messages").json()["messages"], [])

    def test_words_that_cannot_be_meant(self):
        message = self._sent(self.out, "R1")
        for said in (b"[", b"[]", b'{"status": "done"}', b'{"code": "\\u00e4"}'):
            with self.subTest(said):
                self._problem(self._say(message, said), 422, "parameter.invalid")
        self._problem(self._say(message, b"x" * 5000), 413, "payload.too_large")
