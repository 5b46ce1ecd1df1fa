import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const menu = (xmlid) => `[data-menu-xmlid="healthcare_integration_base.${xmlid}"]`;

/** From a question to its answer: what it is, mend the cause, replay, done. */
registry.category("web_tour.tours").add("healthcare_exception_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger: `.o_app${menu("healthcare_menu_root")}`,
            run: "click",
        },
        {
            content: "open the menu of exceptions",
            trigger: `button${menu("healthcare_menu_exceptions")}`,
            run: "click",
        },
        {
            content: "those that are mine",
            trigger: `.o-dropdown--menu ${menu("healthcare_menu_exception_my")}`,
            run: "click",
        },
        {
            content: "what waits for me, with its reason",
            trigger: ".o_data_row:contains(Tour Supply has no tax number) td[name=name]",
            run: "click",
        },
        {
            content: "it says what to do",
            trigger: ".alert-info:contains(Enter the tax number)",
        },
        {
            content: "the message behind it",
            trigger: "button[name=action_open_message]",
            run: "click",
        },
        {
            content: "nothing of it took effect, and why, in words",
            trigger:
                ".o_form_view:has(.o_arrow_button_current:contains(Rejected)) .o_field_widget[name=code_text]:contains(Supplier, tax number: it is missing)",
        },
        {
            content: "the code stays beside the words",
            trigger: ".o_field_widget[name=code]:contains(supplier.tax_number.missing)",
        },
        {
            content: "back to the question",
            trigger: ".breadcrumb-item.o_back_button a, .o_back_button",
            run: "click",
        },
        {
            content: "the document that it is about",
            trigger: "button[name=action_open_record]",
            run: "click",
        },
        {
            content: "mend the cause",
            trigger: ".o_form_view .o_field_widget[name=vat] input",
            run: "edit TOUR-123",
        },
        {
            content: "save it",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        {
            content: "it is saved",
            trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
        {
            content: "back to the question",
            trigger: ".o_breadcrumb .o_back_button a, .o_back_button",
            run: "click",
        },
        {
            content: "once more",
            trigger: "button[name=action_replay]:contains(Replay)",
            run: "click",
        },
        {
            content: "it took effect: the question has closed by itself",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Solved)",
        },
        {
            content: "the message again",
            trigger: "button[name=action_open_message]",
            run: "click",
        },
        {
            content: "it is done",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)",
        },
        {
            content: "its attempts",
            trigger: ".nav-link:contains(Attempts)",
            run: "click",
        },
        {
            content: "the first one in words",
            trigger: ".tab-pane .o_data_row:contains(Supplier, tax number: it is missing)",
        },
        {
            content: "who sent it round again",
            trigger: ".tab-pane .o_data_row:contains(Sent round again)",
        },
        {
            content: "and that it took effect",
            trigger: ".tab-pane .o_data_row .text-bg-success:contains(Done)",
        },
    ],
});
