"""Issues as OperationOutcome: what a FHIR server answers, codes and places only."""

from odoo.addons.healthcare_integration_base.issue import ERROR, FATAL, NOTE, WARNING

SEVERITIES = {FATAL: "error", ERROR: "error", WARNING: "warning", NOTE: "information"}
PREFIX = "issue-type:"


def operation_outcome(issues):
    """An OperationOutcome with one row per issue; one that says all is well for none.

    ``expression`` is the place as FHIRPath, without the bundle around it where the
    place leads into one.
    """
    rows = [_row(issue) for issue in issues]
    if not rows:
        rows = [{"severity": "information", "code": "informational"}]
    return {"resourceType": "OperationOutcome", "issue": rows}


def _row(issue):
    code = issue.reference.removeprefix(PREFIX)
    row = {
        "severity": SEVERITIES[issue.severity],
        "code": code if issue.reference.startswith(PREFIX) else "processing",
        "details": {"coding": [{"code": issue.code}], "text": issue.text},
    }
    if issue.advice:
        row["diagnostics"] = issue.advice
    if issue.where:
        row["expression"] = [issue.where]
    return row
