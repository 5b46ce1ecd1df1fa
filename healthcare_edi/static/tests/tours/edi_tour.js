import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const base = (xmlid) => `[data-menu-xmlid="healthcare_integration_base.${xmlid}"]`;
const own = (xmlid) => `[data-menu-xmlid="healthcare_edi.${xmlid}"]`;

const segments = [
    `ISA*00*${" ".repeat(10)}*00*${" ".repeat(10)}*01*123456789      *ZZ*HOSPITAL       ` +
        "*260105*1200*U*00401*000000007*0*T*:",
    "GS*PR*123456789*HOSPITAL*20260105*1200*7*X*004010",
    "ST*855*0001",
    "BAK*00*AD*PO00012*20260105",
    "PO1*1*4*BX***VC*GLV-M",
    "ACK*IA*4*BX",
    "SE*9*0001",
    "GE*1*7",
    "IEA*1*000000007",
];

/** An administrator sets a partner up, checks a file of it and takes it in. */
registry.category("web_tour.tours").add("healthcare_edi_partner_tour", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "open the app",
            trigger: `.o_app${base("healthcare_menu_root")}`,
            run: "click",
        },
        {
            content: "configuration",
            trigger: `button${base("healthcare_menu_configuration")}`,
            run: "click",
        },
        {
            content: "trading partners",
            trigger: `.o-dropdown--menu ${own("healthcare_menu_trading_partner")}`,
            run: "click",
        },
        {
            content: "a new one",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "for which connection",
            trigger: ".o_field_widget[name=connection_id] input",
            run: "edit Tour Medical",
        },
        {
            content: "this one",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Medical)",
            run: "click",
        },
        {
            content: "who we are",
            trigger: ".o_field_widget[name=own_identifier] input",
            run: "edit HOSPITAL",
        },
        {
            content: "who the partner is",
            trigger: ".o_field_widget[name=qualifier] input",
            run: "edit 01",
        },
        {
            content: "and its number",
            trigger: ".o_field_widget[name=identifier] input",
            run: "edit 123456789",
        },
        {
            content: "acknowledgments are on by default",
            trigger:
                ".tab-pane.active .o_field_widget[name=functional_acknowledgment] :contains(Always), " +
                ".tab-pane.active .o_field_widget[name=functional_acknowledgment]",
        },
        {
            content: "what is forgiven",
            trigger: ".nav-link:contains(Tolerance)",
            run: "click",
        },
        {
            content: "add a row",
            trigger: ".tab-pane.active .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "an issue code",
            trigger: ".tab-pane.active .o_field_widget[name=pattern] input",
            run: "edit x12.ge01.*",
        },
        {
            content: "the separators",
            trigger: ".nav-link:contains(Separators)",
            run: "click",
        },
        {
            content: "they are there already",
            trigger: ".tab-pane.active .o_field_widget[name=terminator] input:value(~)",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is saved; try a file of the partner",
            trigger: ".o_form_saved button[name=action_test_file]",
            run: "click",
        },
        {
            content: "choose the file",
            trigger: ".modal .o_field_widget[name=file] input[type=file]:not(:visible)",
            async run() {
                const file = new File([segments.join("~\n") + "~\n"], "answer.edi");
                await inputFiles(".modal .o_field_widget[name=file] input[type=file]", [file]);
            },
        },
        {
            content: "it is there",
            trigger: ".modal .o_field_widget[name=file] input:value(answer.edi)",
        },
        {
            content: "check it",
            trigger: ".modal button[name=action_check]",
            run: "click",
        },
        {
            content: "what is wrong with it",
            trigger: ".modal :contains(SE01 is not the number of segments)",
        },
        {
            content: "and the acknowledgment that the partner would get",
            trigger: ".modal .o_field_widget[name=answer]:contains(AK5*R*4)",
        },
        {
            content: "enough",
            trigger: ".modal button[special=cancel]",
            run: "click",
        },
        {
            content: "back on the partner",
            trigger: "body:not(:has(.modal)) button[name=action_test_file]",
        },
    ],
});

/** After a test file was exchanged: what happened, and what the partner was told. */
registry.category("web_tour.tours").add("healthcare_edi_exchange_tour", {
    url: "/odoo/action-healthcare_integration_base.healthcare_transfer_action",
    steps: () => [
        {
            content: "the file of the partner",
            trigger: ".o_data_row:contains(Tour Medical):contains(Inbound) td[name=connection_id]",
            run: "click",
        },
        {
            content: "the good documents went on",
            trigger: ".alert-warning:contains(The good documents of this file went on)",
        },
        {
            content: "the bad one is kept with its reason",
            trigger: ".tab-pane.active .o_data_row:contains(SE01)",
        },
        {
            content: "what we told the partner",
            trigger: ".nav-link:contains(Acknowledgments)",
            run: "click",
        },
        {
            content: "an acknowledgment left",
            trigger: ".tab-pane.active .o_data_row:contains(Sent)",
        },
        {
            content: "read the interchange",
            trigger: "button[name=action_open_interchange]",
            run: "click",
        },
        {
            content: "segments in plain words",
            trigger: ".o_healthcare_interchange tr:contains(Interchange begins)",
        },
        {
            content: "values are masked",
            trigger: ".o_healthcare_interchange:contains(are masked)",
        },
        {
            content: "only what is wrong",
            trigger: ".o_only",
            run: "click",
        },
        {
            content: "the issue stands beside its segment",
            trigger: "tr.table-warning:contains(SE):contains(SE01 is not the number of segments)",
        },
        {
            content: "all again",
            trigger: ".o_only",
            run: "click",
        },
        {
            content: "the rest is back",
            trigger: ".o_healthcare_interchange tr:contains(Interchange begins)",
        },
        {
            content: "ask for the contents",
            trigger: ".o_show_contents",
            run: "click",
        },
        {
            content: "name the purpose",
            trigger: ".modal .o_field_widget[name=purpose] input",
            run: "edit The partner asks",
        },
        {
            content: "look",
            trigger: ".modal button[name=action_open]",
            run: "click",
        },
        {
            content: "the order number shows",
            trigger: "body:not(:has(.modal)) .o_healthcare_interchange td:contains(PO00013)",
        },
        {
            content: "search inside",
            trigger: ".o_healthcare_interchange input[name=search], input[name=search]",
            run: "edit PO00013",
        },
        {
            content: "only what fits",
            trigger: ".o_healthcare_interchange tbody:not(:contains(PO00012)) tr:contains(PO00013)",
        },
    ],
});
