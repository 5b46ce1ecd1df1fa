import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** The clerk's morning: what is held and why, one answer, and what finance says. */
registry.category("web_tour.tours").add("healthcare_clerk_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open Accounting",
            trigger: '.o_app[data-menu-xmlid="account.menu_finance"]',
            run: "click",
        },
        {
            content: "the card of the bills journal says how many are blocked",
            trigger:
                ".o_kanban_record a[name=action_healthcare_held]:contains(Blocked)",
            run: "click",
        },
        {
            content: "the reasons are open",
            trigger: ".o_group_header:contains(Price)",
        },
        {
            content: "the bill, what differs and who must act",
            trigger:
                ".o_data_row:contains(TOUR-1):contains(price above the order) td[name=number]",
            run: "click",
        },
        {
            content: "why it is held",
            trigger: ".alert-danger:contains(price above the order)",
        },
        {
            content: "to the bill",
            trigger: "button[name=action_open_bill]",
            run: "click",
        },
        {
            content: "ordered, received and billed beside each other",
            trigger: ".o_form_view:has(th[data-name=healthcare_ordered]):has(th[data-name=healthcare_received])",
        },
        {
            content: "the banner says who must act",
            trigger: "div[name=healthcare_blocked]:contains(must act)",
        },
        {
            content: "accept it within the limit",
            trigger: "button[name=action_healthcare_accept]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Agreed by phone",
        },
        {
            content: "release and post",
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            content: "the bill is posted and at finance",
            trigger: "div[name=healthcare_finance]:contains(Sent to finance)",
        },
        {
            content: "open the vendors menu",
            trigger: 'button[data-menu-xmlid="account.menu_finance_payables"]',
            run: "click",
        },
        {
            content: "the interface status",
            trigger:
                '.o-dropdown--menu [data-menu-xmlid="healthcare_procurement_sync.menu_account_bill_exports"]',
            run: "click",
        },
        {
            content: "the bill is on the list",
            trigger: ".o_data_row:contains(TOUR-1):contains(Sent to finance)",
        },
    ],
});
