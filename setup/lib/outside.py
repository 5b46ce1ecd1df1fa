"""What the server knows only from its own environment: folder root and key file."""

import base64
import secrets

KEY_NAME = "k1"


def variables(layout):
    """``HEALTHCARE_*`` variables for an Odoo process.

    Watched folders lie below ``partners``; the key that seals secrets in the database
    is made once and never leaves its file.
    """
    return {
        "HEALTHCARE_FOLDER_ROOT": str(layout.folder("partners", private=True)),
        "HEALTHCARE_KEY_FILE": str(_key_file(layout)),
    }


def _key_file(layout):
    path = layout.folder("keys", private=True) / "healthcare.keys"
    with layout.lock("keys"):
        if not path.exists():
            partial = path.with_suffix(".part")
            partial.touch(mode=0o600)
            # The first makes tokens of patients' numbers, the last one seals.
            partial.write_text(
                "".join(f"{name}:{_random()}\n" for name in ("token", KEY_NAME)),
                encoding="ascii",
            )
            layout.identity.own(partial)
            partial.rename(path)
    return path


def _random():
    return base64.b64encode(secrets.token_bytes(32)).decode()
