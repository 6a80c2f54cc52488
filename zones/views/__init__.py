"""Pages of the directory: one module per thing shown."""

from .directory import organisation, organisation_edit, organisations
from .home import help_page, home
from .house_rules import rules
from .seats import mandate_add, mandate_end, member, member_add, member_end, members

__all__ = [
    "help_page",
    "home",
    "mandate_add",
    "mandate_end",
    "member",
    "member_add",
    "member_end",
    "members",
    "organisation",
    "organisation_edit",
    "organisations",
    "rules",
]
