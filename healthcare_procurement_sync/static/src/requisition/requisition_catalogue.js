import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ProductCatalogKanbanController } from "@product/product_catalog/kanban_controller";
import { ProductCatalogKanbanRenderer } from "@product/product_catalog/kanban_renderer";
import { productCatalogKanbanView } from "@product/product_catalog/kanban_view";

/** Odoo's catalogue; a department user knows no quotations. */
class RequisitionCatalogueController extends ProductCatalogKanbanController {
    _defineButtonContent() {
        this.buttonString = _t("Back to the request");
    }
}

/** Nor does he create items: an empty catalogue says whom to ask. */
class RequisitionCatalogueRenderer extends ProductCatalogKanbanRenderer {
    static template = "healthcare_procurement_sync.RequisitionCatalogueRenderer";
}

registry.category("views").add("healthcare_requisition_catalogue", {
    ...productCatalogKanbanView,
    Controller: RequisitionCatalogueController,
    Renderer: RequisitionCatalogueRenderer,
});
