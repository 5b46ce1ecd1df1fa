{
    "name": "Healthcare Procurement Sync",
    "summary": "Orders, acknowledgments, ship notices, receipts and matched bills",
    "version": "19.0.1.0.0",
    "category": "Healthcare",
    "author": "Healthcare Integration Middleware contributors",
    "website": "https://example.org/healthcare-integration",
    "license": "LGPL-3",
    "depends": [
        "healthcare_integration_base",
        "purchase_stock",
        "product_expiry",
        "account",
    ],
    "installable": True,
}
