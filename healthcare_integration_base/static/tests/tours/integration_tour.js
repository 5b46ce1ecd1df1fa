import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const menu = (xmlid) => `[data-menu-xmlid="healthcare_integration_base.${xmlid}"]`;

/** A new operator looks around: what is wrong, what happened, who acts. */
registry.category("web_tour.tours").add("healthcare_integration_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger: `.o_app${menu("healthcare_menu_root")}`,
            run: "click",
        },
        {
            content: "the overview says that this connection needs attention",
            trigger: ".o_kanban_record:contains(Tour Supply) .fa-circle.text-danger",
        },
        {
            content: "each counter opens what it counts",
            trigger:
                ".o_kanban_record:contains(Tour Supply) [name=action_open_problems]",
            run: "click",
        },
        {
            content: "the counted message is there",
            trigger: ".o_data_row:contains(TOUR-1) .text-bg-danger:contains(Dead letter)",
        },
        {
            content: "open the message menu",
            trigger: `button${menu("healthcare_menu_messages")}`,
            run: "click",
        },
        {
            content: "all messages",
            trigger: `.o-dropdown--menu ${menu("healthcare_menu_message")}`,
            run: "click",
        },
        {
            content: "open the message",
            trigger: ".o_data_row:contains(TOUR-1) td[name=display_name]",
            run: "click",
        },
        {
            content: "a banner says what to do",
            trigger: ".alert-danger:contains(All tries are used up)",
        },
        {
            content: "contents are closed until a purpose is named",
            trigger: ".tab-pane.active button:contains(Show contents)",
            run: "click",
        },
        {
            content: "name the purpose",
            trigger: ".modal .o_field_widget[name=purpose] input",
            run: "edit A price is missing",
        },
        {
            content: "look",
            trigger: ".modal button[name=action_open]",
            run: "click",
        },
        {
            content: "the document in words, and its issues beside it",
            trigger: ".tab-pane:contains(Receipt number):contains(No price stated)",
        },
        {
            content: "raw bytes",
            trigger: ".nav-link:contains(Raw)",
            run: "click",
        },
        {
            content: "they can be downloaded",
            trigger: ".tab-pane:contains(goods_receipt) button:contains(Download)",
        },
        {
            content: "attempts",
            trigger: ".nav-link:contains(Attempts)",
            run: "click",
        },
        {
            content: "the reason of the last attempt",
            trigger: ".tab-pane .o_data_row:contains(http.timeout)",
        },
        {
            content: "records",
            trigger: ".nav-link:contains(Records)",
            run: "click",
        },
        {
            content: "the record it touched",
            trigger: ".tab-pane .o_data_row:contains(Tour Supply):contains(Updated)",
        },
        {
            content: "its exception",
            trigger: "button[name=action_open_exceptions]",
            run: "click",
        },
        {
            content: "open the exception",
            trigger: ".o_data_row:contains(All tries used up) td[name=name]",
            run: "click",
        },
        {
            content: "it says what to do next",
            trigger: ".alert-info:contains(What to do next)",
        },
        {
            content: "solve it",
            trigger: "button[name=action_resolve]",
            run: "click",
        },
        {
            content: "say how",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit The partner restarted its server",
        },
        {
            content: "confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "it is solved",
            trigger: ".alert-success:contains(The partner restarted its server)",
        },
        {
            content: "open the menu of connections",
            trigger: `button${menu("healthcare_menu_connections")}`,
            run: "click",
        },
        {
            content: "all connections",
            trigger: `.o-dropdown--menu ${menu("healthcare_menu_connection")}`,
            run: "click",
        },
        {
            content: "open the connection",
            trigger: ".o_data_row:contains(Tour Supply) td[name=name]",
            run: "click",
        },
        {
            content: "suspend it",
            trigger: "button[name=action_suspend]",
            run: "click",
        },
        {
            content: "the consequence is told before",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is suspended",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Suspended)",
        },
    ],
});
