import { patch } from "@web/core/utils/patch";
import { PurchaseDashBoard } from "@purchase/views/purchase_dashboard";

/** What waits for a buyer, beside Odoo's own counts. */
patch(PurchaseDashBoard.prototype, {
    async updateDashboardState() {
        const [tiles] = await Promise.all([
            this.orm.call("purchase.order", "healthcare_tiles"),
            super.updateDashboardState(),
        ]);
        this.healthcareTiles = tiles;
    },

    openHealthcareTile(tile) {
        this.action.doAction(tile.action);
    },
});
