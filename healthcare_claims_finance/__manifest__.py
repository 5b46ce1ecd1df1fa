{
    "name": "Healthcare Claims Finance",
    "summary": "Claims, remittances, denials and payer cash in the ledger",
    "version": "19.0.1.0.0",
    "category": "Healthcare",
    "license": "LGPL-3",
    "author": "Healthcare Integration Middleware contributors",
    "website": "https://example.org/healthcare-integration",
    "depends": ["healthcare_integration_base", "account"],
    "data": [],
    "installable": True,
}
