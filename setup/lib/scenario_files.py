"""The user's own files, put through the same door as a partner's.

Whatever they contain ends as a state with a reason and a place, and is printed.
"""

from .scenario_hospital import OWN_FILES

#: One file larger than this is left alone: the door takes no more either.
LARGEST = 256 * 1024 * 1024
RECORDS = """
SELECT l.message_id, l.action, l.res_model, l.res_id
  FROM healthcare_lineage l WHERE l.message_id = ANY(%s) ORDER BY l.id
"""


def feed(context, doors):
    """Put every file below ``context.files`` through the door; the lines to print."""
    files, lines = {}, []
    for path in sorted(context.files.rglob("*")):
        if not path.is_file():
            continue
        name = str(path.relative_to(context.files)).replace("/", "__")
        reason = _unusable(path, name)
        if reason:
            lines.append(f"{name}: left out, {reason}")
        else:
            files[name] = path.read_bytes()
    if not files:
        return [*lines, f"There is no file to feed in {context.files}."]
    title = f"{len(files)} files go through the folder door"
    with context.progress.step(title):
        rows = doors.deliver(OWN_FILES["key"], files, may_wait=True)
    return lines + _outcomes(context, rows, files)


def _unusable(path, name):
    if path.name.startswith("."):
        return "a hidden file"
    if path.stat().st_size > LARGEST:
        return "too large"
    return "its name is too long" if len(name) > 200 else ""


def _outcomes(context, rows, files):
    records = {}
    found = context.query(RECORDS, [[row["id"] for row in rows]])
    for message, action, model, identifier in found:
        records.setdefault(message, []).append(f"{action} {model} {identifier}")
    lines = []
    for name in files:
        lines.append(f"{name}:")
        for row in [row for row in rows if row["name"] == name]:
            lines.append(_line(row, records.get(row["id"], ())))
    states = {}
    for row in rows:
        states[row["state"]] = states.get(row["state"], 0) + 1
    summary = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return [*lines, f"{len(rows)} documents in {len(files)} files: {summary}"]


def _line(row, records):
    text = f"    {(row['kind'] or 'document').replace('_', ' ')}"
    if row["reference"]:
        text += f" {row['reference']}"
    text += f": {row['state']}"
    if row["code"]:
        text += f", {row['code']}"
    if row["where"]:
        text += f" at {row['where']}"
    if row["note"]:
        text += f" ({row['note']})"
    if row["dependency"]:
        text += f"; waits for {row['dependency']}"
    if records:
        text += f"; {', '.join(records)}"
    return text
