{
    "name": "Healthcare EDI",
    "summary": "X12, EDIFACT and HL7: documents, trading partners, acknowledgments",
    "version": "19.0.2.0.0",
    "category": "Healthcare",
    "author": "Healthcare Integration Middleware contributors",
    "website": "https://example.org/healthcare-integration",
    "license": "LGPL-3",
    "depends": ["healthcare_integration_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/healthcare_edi_rules.xml",
        "data/healthcare_edi_data.xml",
        "views/healthcare_trading_partner_views.xml",
        "views/healthcare_interchange_views.xml",
        "views/healthcare_connection_views.xml",
        "views/healthcare_transfer_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["healthcare_edi/static/src/**/*"],
        "web.assets_tests": ["healthcare_edi/static/tests/tours/**/*"],
    },
    "installable": True,
}
