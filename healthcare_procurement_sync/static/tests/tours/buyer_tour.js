import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A buyer's morning: what waits, one answer with one click, how far the order is. */
registry.category("web_tour.tours").add("healthcare_buyer_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open Purchase",
            trigger: `.o_app[data-menu-xmlid="purchase.menu_purchase_root"]`,
            run: "click",
        },
        {
            content: "the tile says how many prices differ, and how much money",
            trigger: "button[data-tile=price]:contains(Price differs):contains(10.00)",
            run: "click",
        },
        {
            content: "the question behind it, not the order in the list before",
            trigger: ".o_data_row:contains(TOUR-ORDER) td[name=type_id]",
            run: "click",
        },
        {
            content: "the question says what to do next",
            trigger: ".o_form_view .alert-info:contains(What to do next)",
        },
        {
            content: "one click answers it",
            trigger: ".o_healthcare_resolutions button:contains(Accept once)",
            run: "click",
        },
        {
            content: "it is answered",
            trigger: ".o_form_view .alert-success:contains(Accept once)",
        },
        {
            content: "to the order",
            trigger: "button[name=action_open_record]",
            run: "click",
        },
        {
            content: "the chips say how far it is",
            trigger: "div[name=healthcare_chips] .badge:contains(Acknowledged)",
        },
        {
            content: "the line has the agreed price",
            trigger: ".o_data_row:contains(Glove):contains(13.00)",
        },
        {
            content: "back to the dashboard of Purchase",
            trigger: ".o_menu_brand",
            run: "click",
        },
        {
            content: "nothing is left behind the tile",
            trigger: "button[data-tile=price]:contains(0)",
        },
    ],
});
