"""The tables of what meetings lead to: opinions, findings, actions.

A text that may not be read here is replaced by a word; its dates and its state remain.
"""

from django.utils.translation import gettext as _

from concertation.bilingual import localised

from .. import wording
from ..contents import action_state
from ..indicators import followup
from .table import day, table


def tables(data, in_zone):
    return [_opinions(data, in_zone), _findings(data, in_zone), _actions(data, in_zone)]


def text_of(passage, in_zone):
    """The words of a passage, without an address; a sentence in their place when they are kept."""
    if passage.is_readable(in_zone=in_zone):
        return wording.without_addresses(localised(passage.block, "text")[0])
    return _("Texte gardé par la zone, ou PV pas encore envoyé")


def _opinions(data, in_zone):
    rows = []
    for passage in followup.opinion_passages(data):
        opinion, reads = passage.block.opinion, passage.is_readable(in_zone=in_zone)
        said = (opinion.motives, opinion.answer, opinion.effect)
        motives, answer, effect = (wording.without_addresses(one) if reads else "" for one in said)
        rows.append(
            (
                opinion.number,
                day(passage.met_on),
                text_of(passage, in_zone),
                motives,
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
    columns = (
        ("met_on", _("Réunion du"), "date"),
        ("kind", _("Nature")),
        ("text", _("Texte")),
    )
    title = _("Éléments perfectibles et propositions relevés dans les PV")
    return table("elements-perfectibles", title, columns, rows)


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
