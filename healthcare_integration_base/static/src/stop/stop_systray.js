import {Component, onWillUnmount, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {useService} from "@web/core/utils/hooks";
import {user} from "@web/core/user";

/** Red while everything is stopped, for everybody who looks at healthcare messages. */
export class HealthcareStopSystray extends Component {
    static template = "healthcare_integration_base.StopSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.state = useState({stopped: false, since: "", by: "", reason: ""});
        Object.assign(this.state, session.healthcare_stop || {});
        const bus = this.env.services.bus_service;
        const listen = (payload) => Object.assign(this.state, payload);
        if (bus) {
            bus.subscribe("healthcare.stop", listen);
            onWillUnmount(() => bus.unsubscribe("healthcare.stop", listen));
        }
    }

    get title() {
        return `${this.state.by}, ${this.state.since} UTC: ${this.state.reason}`;
    }

    async onClick() {
        if (await user.hasGroup("healthcare_integration_base.group_operator")) {
            const action = await this.env.services.orm.call(
                "healthcare.stop",
                "action_ask",
                []
            );
            this.action.doAction(action);
        }
    }
}

if (session.healthcare_stop) {
    registry.category("systray").add(
        "healthcare_integration_base.stop",
        {Component: HealthcareStopSystray},
        {sequence: 200}
    );
}
