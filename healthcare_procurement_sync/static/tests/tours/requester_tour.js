import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const menu = (xmlid) => `[data-menu-xmlid="healthcare_procurement_sync.${xmlid}"]`;

/** A nurse fills a request from the catalogue and hands it in. */
registry.category("web_tour.tours").add("healthcare_requester_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open Purchase",
            trigger: `.o_app[data-menu-xmlid="purchase.menu_purchase_root"]`,
            run: "click",
        },
        {
            content: "the menu of requisitions",
            trigger: `button${menu("menu_requisitions")}`,
            run: "click",
        },
        {
            content: "the approved catalogue",
            trigger: `.o-dropdown--menu ${menu("menu_requisitions_catalogue")}`,
            run: "click",
        },
        {
            content: "what is not approved for use is not there",
            trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains(Tour unapproved)))",
        },
        {
            content: "take a box of gloves",
            trigger: ".o_kanban_record:contains(Tour gloves) button:has(.fa-shopping-cart)",
            run: "click",
        },
        {
            content: "it is in the request",
            trigger: ".o_kanban_record:contains(Tour gloves) .o_product_added, .o_kanban_record.o_product_added:contains(Tour gloves)",
        },
        {
            content: "back to the request",
            trigger: ".o-kanban-button-back",
            run: "click",
        },
        {
            content: "the gloves are on it, with the price of today",
            trigger: ".o_form_view .o_data_row:contains(Tour gloves):contains(9.00)",
        },
        {
            content: "for which ward",
            trigger: ".o_field_widget[name=delivery_point] input",
            run: "edit Ward 3",
        },
        {
            content: "hand it in",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "it says who has to approve",
            trigger: ".alert-info:contains(Tour Head)",
        },
    ],
});

/** The head of the department approves it from the list. */
registry.category("web_tour.tours").add("healthcare_approver_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open Purchase",
            trigger: `.o_app[data-menu-xmlid="purchase.menu_purchase_root"]`,
            run: "click",
        },
        {
            content: "the menu of requisitions",
            trigger: `button${menu("menu_requisitions")}`,
            run: "click",
        },
        {
            content: "what waits for me",
            trigger: `.o-dropdown--menu ${menu("menu_approvals")}`,
            run: "click",
        },
        {
            content: "open it",
            trigger: ".o_data_row:contains(Head of department) td[name=document]",
            run: "click",
        },
        {
            content: "what it is about",
            trigger: ".o_field_widget[name=summary]:contains(Tour gloves)",
        },
        {
            content: "approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "done",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
    ],
});
