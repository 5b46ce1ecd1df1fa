{
    "name": "Healthcare Integration Journeys (tests)",
    "summary": "A probe document that fails on command, and tests across the addons",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "Healthcare Integration Middleware contributors",
    "website": "https://example.org/healthcare-integration",
    "depends": [
        "healthcare_claims_finance",
        "healthcare_edi",
        "healthcare_procurement_sync",
        "sale_stock",
    ],
    "data": ["security/ir.model.access.csv"],
    # Debian's package of Odoo names this file in its bundle but does not ship it.
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
    "application": False,
    "installable": True,
}
