import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The answers of an exception as buttons; the first one is the proposal. */
export class HealthcareResolutionsField extends Component {
    static template = "healthcare_integration_base.ResolutionsField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get buttons() {
        return this.props.record.data[this.props.name] || [];
    }

    async answer(button) {
        const { record } = this.props;
        await record.save();
        const action = await this.orm.call(record.resModel, "action_answer", [
            record.resId,
            button.id,
        ]);
        if (action) {
            await this.action.doAction(action, { onClose: () => record.load() });
        } else {
            await record.load();
        }
    }
}

registry.category("fields").add("healthcare_resolutions", {
    component: HealthcareResolutionsField,
    supportedTypes: ["jsonb", "json"],
});
