import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { registry } from "@web/core/registry";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useDebounced } from "@web/core/utils/timing";
import { useService } from "@web/core/utils/hooks";

const BADGES = {
    note: "text-bg-info",
    warning: "text-bg-warning",
    error: "text-bg-danger",
    fatal: "text-bg-danger",
};

/** The segments of one interchange, or two versions of a document side by side. */
export class HealthcareInterchange extends Component {
    static template = "healthcare_edi.Interchange";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.last = new KeepLast();
        const { params = {}, context = {} } = this.props.action;
        this.messageId = params.message_id || context.active_id;
        this.otherId = params.other_id || false;
        this.state = useState({ page: null, search: "", offset: 0, only: false });
        this.display = { controlPanel: {} };
        this.onSearch = useDebounced((ev) => this.look(ev.target.value), 250);
        onWillStart(() => this.load());
    }

    get page() {
        return this.state.page;
    }

    get from() {
        return this.page.total ? this.state.offset + 1 : 0;
    }

    get to() {
        return Math.min(this.state.offset + this.page.page, this.page.total);
    }

    async load() {
        const { search, offset, only } = this.state;
        const call = this.otherId
            ? this.orm.call("healthcare.message", "compare_page", [[this.messageId]], {
                  other_id: this.otherId,
                  search,
                  only_changes: only,
              })
            : this.orm.call("healthcare.message", "interchange_page", [[this.messageId]], {
                  search,
                  offset,
                  only_issues: only,
              });
        this.state.page = await this.last.add(call);
    }

    look(search) {
        Object.assign(this.state, { search, offset: 0 });
        return this.load();
    }

    toggle() {
        Object.assign(this.state, { only: !this.state.only, offset: 0 });
        return this.load();
    }

    turn(step) {
        this.state.offset = Math.max(0, this.state.offset + step * this.page.page);
        return this.load();
    }

    badge(issue) {
        return BADGES[issue.severity] || "text-bg-secondary";
    }

    sign(kind) {
        return { added: "+", removed: "\u2212", changed: "\u2260" }[kind] || "";
    }

    /** Ask for the purpose; what was granted shows at once. */
    show() {
        const ids = this.otherId ? [this.messageId, this.otherId] : [this.messageId];
        return this.action.doAction("healthcare_integration_base.healthcare_payload_open_action", {
            additionalContext: {
                active_model: "healthcare.message",
                active_id: this.messageId,
                active_ids: ids,
                healthcare_stay: true,
            },
            onClose: () => this.load(),
        });
    }

    openMessage() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "healthcare.message",
            res_id: this.messageId,
            views: [[false, "form"]],
            name: _t("Message"),
        });
    }
}

registry.category("actions").add("healthcare_edi_interchange", HealthcareInterchange);
