"""The tables of what meetings lead to: opinions, findings, actions.

A text that may not be read here is replaced by a word; its dates and its state remain.
"""

from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from meetings.models import Block

from .. import wording
from ..contents import action_state, text_of
from ..indicators import followup
from ..register_rows import registers, subject_of
from .table import day, table


def tables(data, in_zone):
    """Six queries, those of the registers."""
    found = registers(data, in_zone=in_zone)
    return [
        _opinions(data, in_zone, {row["number"]: row for row in found["opinion_rows"]}),
        _findings(data, in_zone),
        _register(found["finding_rows"]),
        _actions(data, in_zone),
    ]


def _plain(html):
    """The words of a passage set for a page."""
    return unescape(strip_tags(html or "")).strip()


def _opinions(data, in_zone, registered):
    """``registered``: {number: row of the register}, for the vote and who signed with the zone."""
    rows = []
    for passage in followup.opinion_passages(data):
        opinion, reads = passage.block.opinion, passage.is_readable(in_zone=in_zone)
        said = (opinion.motives, opinion.answer, opinion.effect)
        row = registered.get(opinion.number, {})
        motives, answer, effect = (wording.without_addresses(one) if reads else "" for one in said)
        rows.append(
            (
                opinion.number,
                day(passage.met_on),
                text_of(passage, in_zone),
                motives,
                row.get("vote", ""),
                _plain(row.get("minority")),
                row.get("with", ""),
                ", ".join(name.name for name in passage.addressees),
                day(opinion.sent_on),
                day(opinion.answer_expected_on),
                day(opinion.answered_on),
                answer,
                effect,
            )
        )
    columns = (
        ("number", _("Numéro"), "number"),
        ("met_on", _("Réunion du"), "date"),
        ("text", _("Avis")),
        ("motives", _("Motifs")),
        ("vote", _("Vote")),
        ("minority", _("Note de minorité")),
        ("with", _("Cosigné")),
        ("addressees", _("Destinataires")),
        ("sent_on", _("Envoyé le"), "date"),
        ("answer_expected_on", _("Réponse attendue le"), "date"),
        ("answered_on", _("Réponse du"), "date"),
        ("answer", _("Réponse")),
        ("effect", _("Effet")),
    )
    return table("avis", _("Avis de l’année"), columns, rows)


def _findings(data, in_zone):
    rows = [
        (day(row.met_on), str(row.block.get_kind_display()), text_of(row, in_zone))
        for row in followup.finding_passages(data)
    ]
    kind = str(Block.Kind.FINDING.label)
    rows += [(day(row.noted_on), kind, subject_of(row, in_zone)) for row in data.noted]
    columns = (
        ("noted_on", _("Relevé le"), "date"),
        ("kind", _("Nature")),
        ("text", _("Texte")),
    )
    title = _("Éléments perfectibles et propositions de l’année")
    return table("elements-perfectibles", title, columns, rows)


def _register(rows):
    """The register of the zone, kept in PVs or outside meetings."""
    keys = ("name", "day", "measure", "public", "observation", "proposal", "addressees", "with")
    last = ("sent", "state", "answer", "effect")
    heads = (
        _("Sujet"),
        _("Relevé le"),
        _("Mesure ou dispositif"),
        _("Public concerné"),
        _("Ce que le terrain observe"),
        _("Ce que la zone propose"),
        _("Destinataires"),
        _("Cosigné"),
        _("Envoyé le"),
        _("État"),
        _("Réponse"),
        _("Effet"),
    )
    cells = [tuple(_said(row, key) for key in (*keys, *last)) for row in rows]
    columns = zip((*keys, *last), heads, strict=True)
    return table("registre", _("Registre des éléments perfectibles"), columns, cells)


HTML = ("observation", "proposal", "answer", "effect")


def _said(row, key):
    content = ", ".join(row[key]) if isinstance(row[key], list) else row[key]
    return _plain(content) if key in HTML else wording.without_addresses(content)


def _actions(data, in_zone):
    rows = []
    for passage in followup.action_passages(data):
        action, reads = passage.block.action, passage.is_readable(in_zone=in_zone)
        rows.append(
            (
                day(passage.met_on),
                text_of(passage, in_zone),
                ", ".join(passage.owners) if reads else "",
                day(action.due_on),
                day(action.done_on),
                action_state(data, passage),
            )
        )
    columns = (
        ("met_on", _("Réunion du"), "date"),
        ("text", _("Action")),
        ("owners", _("Responsables")),
        ("due_on", _("Échéance"), "date"),
        ("done_on", _("Faite le"), "date"),
        ("state", _("État")),
    )
    return table("actions", _("Actions suivies dans l’année"), columns, rows)
