import { Component, onWillStart, onWillUpdateProps } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** Numbers above the cards; a click opens what was counted. */
export class HealthcareOverviewStrip extends Component {
    static template = "healthcare_integration_base.OverviewStrip";
    static props = { list: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.facts = [];
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.facts = await this.orm.call("healthcare.connection", "overview_facts", []);
    }

    open(fact) {
        this.action.doAction(fact.action);
    }
}

export class HealthcareOverviewRenderer extends KanbanRenderer {
    static template = "healthcare_integration_base.OverviewRenderer";
    static components = { ...KanbanRenderer.components, HealthcareOverviewStrip };
}

registry.category("views").add("healthcare_overview", {
    ...kanbanView,
    Renderer: HealthcareOverviewRenderer,
});
