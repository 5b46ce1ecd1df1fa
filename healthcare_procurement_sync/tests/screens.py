"""What a browser asks of the server when somebody opens a menu, without a browser."""

from dataclasses import dataclass

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

SUB_VIEWS = {"list", "kanban", "form"}
READ_AT_ONCE = 40


@dataclass(frozen=True)
class Screen:
    """One action that a user reaches from his menus.

    ``path`` is what he clicks, ``menu`` the external id of the last entry.
    """

    path: str
    menu: str
    action: dict


class Visitor:
    """Opens every screen of a user and remembers what refused him.

    :param user: a res.users record; everything is asked with its rights
    :param prefix: only menus whose external id starts with one of these
    """

    def __init__(self, user, prefix):
        self.env = user.with_user(user).env
        self.prefix = prefix
        self.refused = []
        self.tree = self.env["ir.ui.menu"].load_menus(False)

    # -- the menu --------------------------------------------------------------------

    def menus(self):
        """External ids of what the user sees, folders too."""
        return {menu["xmlid"] for menu in self._own() if menu["xmlid"]}

    def screens(self):
        """The :class:`Screen` behind every entry with an action of ours."""
        return [
            Screen(self._path(menu), menu["xmlid"], action)
            for menu in self._own()
            if menu["action_model"] == "ir.actions.act_window"
            and (action := self._action(menu))
        ]

    def _own(self):
        return [
            menu
            for key, menu in self.tree.items()
            if key != "root" and menu["xmlid"].startswith(self.prefix)
        ]

    def _action(self, menu):
        action = self.env[menu["action_model"]].sudo().browse(menu["action_id"])
        return action._get_action_dict()

    def _path(self, menu):
        parents = {
            child: key
            for key, entry in self.tree.items()
            for child in entry["children"]
            if key != "root"
        }
        names = [menu["name"]]
        while menu["id"] in parents:
            menu = self.tree[parents[menu["id"]]]
            names.append(menu["name"])
        return " > ".join(reversed(names))

    # -- a visit ---------------------------------------------------------------------

    def open(self, screen):
        """Load the views, the first page and the first record; or a new one."""
        action = screen.action
        model = self.env[action["res_model"]]
        scope = self._scope()
        context = safe_eval(action["context"] or "{}", scope)
        model = model.with_context(**context)
        domain = safe_eval(action["domain"] or "[]", scope)
        views = self._views(screen, model, action)
        if not views:
            return
        self._try(screen, "filters", self._filters, model, domain, views, context)
        for kind, view in views["views"].items():
            reader = getattr(self, f"_open_{kind}", None)
            if reader:
                self._try(screen, kind, reader, model, domain, view, views["models"])

    def _scope(self):
        return self.env["ir.actions.actions"]._get_eval_context() | {
            "context": dict(self.env.context),
            "context_today": lambda: fields.Date.context_today(self.env.user),
            "allowed_company_ids": self.env.companies.ids,
            "active_id": False,
            "active_ids": [],
        }

    def _views(self, screen, model, action):
        asked = [*action["views"], [action["search_view_id"] or False, "search"]]
        asked = [
            [view[0] if isinstance(view, (list, tuple)) else view, kind]
            for view, kind in asked
        ]
        return self._try(
            screen,
            "views",
            model.get_views,
            asked,
            {"toolbar": True, "load_filters": True},
        )

    def _try(self, screen, what, verb, *arguments):
        try:
            return verb(*arguments)
        except AccessError as error:
            self.refused.append(f"{screen.path} ({what}): {str(error).strip()[:300]}")
        return None

    def _filters(self, model, domain, views, context):
        """Every filter can be switched on; those of a side panel can be listed."""
        arch = etree.fromstring(views["views"]["search"]["arch"])
        scope = self._scope()
        for node in arch.iter("filter"):
            if node.get("domain"):
                model.search(domain + safe_eval(node.get("domain"), scope), limit=1)
        for node in arch.iterfind(".//searchpanel/field"):
            many = node.get("select") == "multi"
            verb = (
                "search_panel_select_multi_range"
                if many
                else ("search_panel_select_range")
            )
            getattr(model, verb)(
                node.get("name"), search_domain=domain, enable_counters=True
            )

    def _open_list(self, model, domain, view, models):
        wanted = specification(etree.fromstring(view["arch"]), model._name, models)
        model.web_search_read(domain, wanted, limit=READ_AT_ONCE)

    _open_kanban = _open_list

    def _open_form(self, model, domain, view, models):
        arch = etree.fromstring(view["arch"])
        wanted = specification(arch, model._name, models)
        first = model.search(domain, limit=1)
        if first:
            first.web_read(wanted)
        elif arch.get("create") not in ("0", "false") and model.has_access("create"):
            model.onchange({}, [], wanted)

    def _open_pivot(self, model, domain, view, models):
        arch = etree.fromstring(view["arch"])
        nodes = [node for node in arch.iter("field")]
        groups = [
            self._group(node, models[model._name]["fields"])
            for node in nodes
            if node.get("type") != "measure"
        ]
        measures = [
            self._measure(model, node)
            for node in nodes
            if node.get("type") == "measure"
        ]
        model.formatted_read_group(
            domain, [group for group in groups if group], ["__count", *measures]
        )

    _open_graph = _open_pivot

    def _group(self, node, known):
        kind = (
            known["fields"][node.get("name")]["type"]
            if "fields" in known
            else (known[node.get("name")]["type"])
        )
        if kind in ("date", "datetime"):
            return f"{node.get('name')}:{node.get('interval') or 'month'}"
        return node.get("name")

    def _measure(self, model, node):
        field = model._fields[node.get("name")]
        return f"{field.name}:{field.aggregator or 'sum'}"


def specification(arch, model, models):
    """What ``web_read`` is asked for: the fields of a view, deep into its lists.

    :param arch: the view's root, its lists of x2many fields inside it
    :param models: fields by model, as ``get_views`` gives them
    """
    wanted = {}
    known = models[model]["fields"]
    for node in _own_fields(arch):
        name = node.get("name")
        field = known[name]
        if field["type"] in ("one2many", "many2many"):
            wanted[name] = {"fields": _below(node, field["relation"], models)}
        elif field["type"] in ("many2one", "reference"):
            wanted[name] = {"fields": {"display_name": {}}}
        else:
            wanted[name] = {}
    return wanted


def _below(node, model, models):
    fields_below = {}
    for view in node:
        if view.tag in SUB_VIEWS and view.tag != "form" and model in models:
            fields_below |= specification(view, model, models)
    return fields_below or {"display_name": {}}


def _own_fields(arch):
    """The view's fields without those of the views inside its fields."""
    for child in arch:
        if child.tag == "field":
            yield child
        elif isinstance(child.tag, str):
            yield from _own_fields(child)
