import { registry } from "@web/core/registry";

/** A supplier without account confirms, ships in two lots and bills one order. */
registry.category("web_tour.tours").add("healthcare_supplier_tour", {
    steps: () => [
        {
            content: "the order is there",
            trigger: "#supplier_order h1:contains(Order)",
        },
        {
            content: "a part now, the rest later",
            trigger: "select[name=answer_1]",
            run: "select backorder",
        },
        {
            content: "how much now",
            trigger: "#supplier_acknowledge input[name=quantity_1]",
            run: "edit 6",
        },
        {
            content: "send the confirmation",
            trigger: "#supplier_acknowledge button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it was received",
            trigger: "#supplier_sent",
        },
        {
            content: "delivery note",
            trigger: "#supplier_ship input[name=shipment_id]",
            run: "edit DN-TOUR",
        },
        {
            content: "first lot: quantity",
            trigger: "#supplier_ship input[name=quantity_1_1]",
            run: "edit 6",
        },
        {
            content: "first lot: number",
            trigger: "#supplier_ship input[name=lot_1_1]",
            run: "edit L-1",
        },
        {
            content: "send the ship notice",
            trigger: "#supplier_ship button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "it was received",
            trigger: "#supplier_sent",
        },
        {
            content: "invoice number",
            trigger: "#supplier_invoice input[name=invoice_number]",
            run: "edit R-TOUR",
        },
        {
            content: "billed quantity",
            trigger: "#supplier_invoice input[name=quantity_1]",
            run: "edit 6",
        },
        {
            content: "a wrong total is told at once",
            trigger: "#supplier_invoice input[name=total]",
            run: "edit 70",
        },
        {
            content: "send the invoice",
            trigger: "#supplier_invoice button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "what is wrong stands at the field",
            trigger: "#supplier_invoice .text-danger:contains(total)",
        },
        {
            content: "the right total",
            trigger: "#supplier_invoice input[name=total]",
            run: "edit 72",
        },
        {
            content: "send the invoice again",
            trigger: "#supplier_invoice button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "three documents are listed",
            trigger: "#sent li:eq(2)",
        },
    ],
});
