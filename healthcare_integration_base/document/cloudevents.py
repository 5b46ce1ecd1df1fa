"""Events as CloudEvents 1.0 attributes and back."""

import json
from datetime import timezone

from ..canonical import Event, from_json
from ..codec import Part
from ..errors import RejectedError
from ..issue import FATAL, Issue
from .base import Document, ReadResult

SPEC = "1.0"
ATTRIBUTES = {
    "id": "event_id",
    "source": "source",
    "type": "event_type",
    "subject": "subject",
    "time": "time",
    "traceparent": "traceparent",
}


class CloudEvent(Document):
    """``data`` is JSON; extension attribute ``traceparent`` is kept."""

    code = "cloudevents_event"
    kind = "event"
    codec = "cloudevents"
    reads = "event"

    def read(self, part):
        """One :class:`Event`; a missing attribute is an issue with its path."""
        tree = part.tree
        if tree.get("specversion") != SPEC:
            issue = Issue("cloudevents.specversion", "$.specversion", FATAL)
            return ReadResult(issues=(issue,))
        data = {ours: tree[name] for name, ours in ATTRIBUTES.items() if name in tree}
        text = json.dumps(tree.get("data"), default=str)
        try:
            event = from_json(data | {"kind": "event", "data": text})
        except RejectedError as error:
            issues = error.issues or (Issue(error.code, error.where),)
            return ReadResult(
                issues=tuple(Issue(i.code, i.where, FATAL, i.text) for i in issues)
            )
        return ReadResult(documents=(event,))

    def write(self, document):
        """The attributes in the order in which people read them."""
        instant = document.time.astimezone(timezone.utc)
        tree = {
            "specversion": SPEC,
            "id": document.event_id,
            "source": document.source,
            "type": document.event_type,
            "subject": document.subject,
            "time": instant.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": json.loads(document.data),
        }
        if document.traceparent:
            tree["traceparent"] = document.traceparent
        return Part(code=Event.KIND, tree=tree)


DOCUMENTS = {CloudEvent.code: CloudEvent()}
