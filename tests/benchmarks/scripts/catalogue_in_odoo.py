# ruff: noqa: F821
# Runs inside Odoo's shell (setup/lib/shell.py): finds ``env`` and ``values``, leaves
# ``result``. One file, read by the product and by Odoo's own ``load()``; every measured
# time ends with a commit. The file never arrives twice byte by byte: rows move, so that
# nothing is saved by remembering the whole file.
import csv
import io
import time

import odoo.sql_db

COUNT, RUNS = values["count"], values["runs"]
HEADINGS = ["id", "partner_id/id", "product_tmpl_id/id"] + [
    "Our item number",
    "product_code",
    "product_name",
    "price",
    "min_qty",
    "delay",
    "UOM",
]
FOR_LOAD = (0, 1, 2, 4, 5, 6, 7, 8)
checks, samples = [], {}
env = env(context={"tracking_disable": True})


def check(what, found, expected):
    checks.append([what, found, expected])


def prepare():
    """Items that both suppliers offer; not part of any time."""
    company = env.company
    products = env["product.template"]
    for start in range(0, COUNT, 5000):
        products |= products.create(
            [
                {
                    "name": f"Item {number}",
                    "default_code": f"IT{number:06d}",
                    "type": "consu",
                    "is_storable": True,
                }
                for number in range(start, min(COUNT, start + 5000))
            ]
        )
    env["ir.model.data"].create(
        [
            {"module": "bench", "name": f"t{i}", "model": row._name, "res_id": row.id}
            for i, row in enumerate(products)
        ]
    )
    suppliers = env["res.partner"].create(
        [{"name": "Loaded", "is_company": True}, {"name": "Fed", "is_company": True}]
    )
    env["ir.model.data"].create(
        {
            "module": "bench",
            "name": "loaded",
            "model": "res.partner",
            "res_id": suppliers[0].id,
        }
    )
    feed = env["healthcare.supplier.feed"].create(
        {"name": "List", "partner_id": suppliers[1].id, "company_id": company.id}
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    return suppliers, feed


def rows(shift=0, changed=0):
    """The list: ``changed`` of its prices one per cent higher, begun ``shift`` rows
    later."""
    step = COUNT // changed if changed else 0
    found = []
    for number in range(COUNT):
        price = 10 + number % 500 / 100
        if step and number % step == 0:
            price *= 1.01
        found.append(
            [
                f"bench.s{number}",
                "bench.loaded",
                f"bench.t{number}",
                f"IT{number:06d}",
                f"NM-{number:06d}",
                f"Item {number} of the supplier",
                f"{price:.4f}",
                "1",
                "3",
                "EA",
            ]
        )
    return found[shift:] + found[:shift]


def file_of(table):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *table])
    return text.getvalue().encode()


def by_load(payload):
    """Odoo's own import of the same bytes, the columns that it can use."""
    table = list(csv.reader(io.StringIO(payload.decode(), newline="")))
    names = [table[0][place] for place in FOR_LOAD]
    data = [[cells[place] for place in FOR_LOAD] for cells in table[1:]]
    answer = env["product.supplierinfo"].load(names, data)
    check("load(): messages", len(answer["messages"]), 0)
    check("load(): rows", len(answer["ids"] or ()), COUNT)


def by_feed(payload):
    load = feed._load_file(payload)
    check("list: state", load.state, "done")
    return load


def measured(case, function, payload):
    env.invalidate_all()
    queries, cpu = odoo.sql_db.sql_counter, time.process_time()
    began = time.perf_counter()
    answer = function(payload)
    env.flush_all()
    env.cr.commit()
    seconds = time.perf_counter() - began
    samples.setdefault(case, []).append(
        {
            "value": COUNT / seconds,
            "cpu_s": time.process_time() - cpu,
            "queries": odoo.sql_db.sql_counter - queries,
        }
    )
    return answer


def prices(partner):
    """What the ledger of prices says afterwards: rows and their sum."""
    env.cr.execute(
        "SELECT count(*), round(sum(price)::numeric, 2) FROM product_supplierinfo "
        "WHERE partner_id = %s",
        [partner.id],
    )
    count, total = env.cr.fetchone()
    return [count, str(total)]


def clear(partner):
    env.cr.execute(
        "DELETE FROM product_supplierinfo WHERE partner_id = %s", [partner.id]
    )
    env.cr.execute("DELETE FROM healthcare_catalog_load WHERE feed_id = %s", [feed.id])
    env.cr.commit()
    env.invalidate_all()


suppliers, feed = prepare()
measured("load first", by_load, file_of(rows()))
for run in range(RUNS):
    clear(suppliers[1])
    load = measured("list first", by_feed, file_of(rows(run)))
    check("list first: new", load.count_new, COUNT)
check("first: same prices", prices(suppliers[1]), prices(suppliers[0]))
env.cr.execute("ANALYZE product_supplierinfo")
env.cr.commit()
for run in range(RUNS):
    load = measured("list unchanged", by_feed, file_of(rows(100 + run)))
    check("list unchanged: rows", load.count_unchanged, COUNT)
measured("load unchanged", by_load, file_of(rows(1)))
few = COUNT // 100
for run in range(RUNS):
    # Up and down again: every round has one per cent of changed prices.
    load = measured("list 1%", by_feed, file_of(rows(200 + run, few * (1 - run % 2))))
    check("list 1%: changed", load.count_changed, few)
if RUNS % 2 == 0:
    by_feed(file_of(rows(300, few)))
measured("load 1%", by_load, file_of(rows(2, few)))
env.flush_all()
check("1%: same prices", prices(suppliers[1]), prices(suppliers[0]))
result = {"samples": samples, "checks": checks}
