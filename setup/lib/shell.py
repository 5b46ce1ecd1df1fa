"""Run a Python script in Odoo's shell and hand its result back."""

import json
import uuid

FRAME = """
import json as _json
with open({request!r}, encoding="utf-8") as _handle:
    values = _json.load(_handle)
result = None
{script}
env.cr.commit()
with open({answer!r}, "w", encoding="utf-8") as _handle:
    _json.dump(result, _handle, default=str)
"""


def run_script(program, database, script, values=None, title="A script in Odoo"):
    """Run ``script`` on ``database`` with ``env``, commit, and return ``result``.

    :param program: an odoo_program.OdooProgram
    :param script: Python text; it finds its input in the dict ``values`` and leaves
        its output in the variable ``result``, both of what JSON can carry
    :raises SetupError: the script raised; its last lines are in the message
    """
    layout = program.layout
    folder = layout.folder("exchange", private=True)
    mark = uuid.uuid4().hex
    request, answer = folder / f"{mark}.in", folder / f"{mark}.out"
    try:
        for path in (request, answer):
            path.touch(mode=0o600)
            layout.identity.own(path)
        request.write_text(json.dumps(values or {}), encoding="utf-8")
        text = FRAME.format(request=str(request), answer=str(answer), script=script)
        program.shell(database, text, title=title, log=f"shell-{database}.log")
        return json.loads(answer.read_text(encoding="utf-8") or "null")
    finally:
        request.unlink(missing_ok=True)
        answer.unlink(missing_ok=True)
