"""Figures as they are read: « 16,3 », « 62 % », « n. d. », and the words beside them."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concertation.shapes import MISSING
from concertation.typography import date_short

# 64 is the longest before the « @ » (RFC 5321); without it, one long word takes seconds.
EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+)*")


def without_addresses(text):
    """Take out e-mail addresses: the report travels further than the PVs it quotes."""
    return EMAIL.sub("(adresse non publiée)", text)


def value(number):
    """A number for a reader; None is « n. d. »; 3.0 is « 3 »."""
    if number is None:
        return str(MISSING)
    if isinstance(number, float):
        number = round(number, 1)
        number = int(number) if number == int(number) else number
    return str(localize(number))


def percent(share):
    """0.617 → « 62 % », half up as a spreadsheet does; None is « n. d. ».

    A quotient that was not rounded yet says what the same one kept to three decimals says.
    """
    if share is None:
        return str(MISSING)
    kept = Decimal(f"{share:.3f}") * 100
    return f"{kept.quantize(Decimal(1), ROUND_HALF_UP)}\u00a0%"


def cell(content, kind):
    """A cell of a table as a reader reads it; ``kind``: the one of its column (``export``)."""
    if isinstance(content, bool):
        return str(_("oui") if content else _("non"))
    if kind == "share" and isinstance(content, (int, float)):
        return percent(content)
    if content is None or isinstance(content, (int, float)):
        return value(content)
    if kind == "date" and content:
        return date_short(date.fromisoformat(content))
    return without_addresses(str(content))


def quota_sentence(quota):
    """« 3 demi-journées formelles tenues sur 4 prévues par le cahier des charges. »"""
    sentence = ngettext(
        "%(held)d demi-journée formelle tenue, sur %(target)d prévues par le cahier des charges.",
        "%(held)d demi-journées formelles tenues, sur %(target)d prévues "
        "par le cahier des charges.",
        quota.held,
    )
    return sentence % {"held": quota.held, "target": quota.target}


def key_figures(figures):
    """The eight figures of « En un coup d’œil »: dicts of slug, value, unit, label, note."""
    of = _("sur %(n)d")
    opinions, actions, themes = figures["opinions"], figures["actions"], figures["themes"]
    institutions, quota = figures["institutions"], figures["quota"]
    return [
        _figure("demi-journees", quota["held"], _("demi-journées formelles tenues"))
        | {"unit": of % {"n": quota["target"]}},
        _figure("institutions", institutions["reached"], _("institutions touchées"))
        | {"note": _("%(n)d membres de la commission") % {"n": institutions["members"]}},
        _figure("presences", figures["persons"]["mean"], _("personnes présentes en moyenne")),
        _figure("regularite", institutions["regular"], _("institutions régulières"))
        | {"unit": "" if institutions["regular"] is None else of % {"n": institutions["invited"]}},
        _figure("avis", opinions["issued"], _("avis émis"))
        | {"note": _answers(opinions["answered"])},
        _figure("actions", actions["closed"], _("actions menées à terme"))
        | {"unit": of % {"n": actions["opened"] + actions["carried"]}},
        _figure("themes", themes["total"], _("thèmes traités"))
        | {"note": _new_themes(themes["new"])},
        _figure("pv", figures["minutes"]["sending_days"], _("de la réunion à l’envoi du PV"))
        | {
            "unit": "" if figures["minutes"]["sending_days"] is None else _("jours"),
            "note": _("médiane"),
        },
    ]


def _figure(slug, number, label):
    return {"slug": slug, "value": value(number), "label": label, "unit": "", "note": ""}


def _answers(number):
    sentence = ngettext("%(n)d réponse reçue", "%(n)d réponses reçues", number)
    return sentence % {"n": number}


def _new_themes(number):
    if number is None:
        return _("nouveaux : n. d.")
    return ngettext("dont %(n)d nouveau", "dont %(n)d nouveaux", number) % {"n": number}


def rates(figures):
    """The four rates of participation: (label, share in words, how it is reckoned)."""
    shares = figures["rates"]
    return [
        (
            _("Réponses reçues"),
            percent(shares["response"]),
            _("institutions qui ont répondu ÷ institutions invitées"),
        ),
        (
            _("Institutions présentes"),
            percent(shares["attendance"]),
            _("institutions présentes ou représentées ÷ institutions invitées"),
        ),
        (
            _("Excusées"),
            percent(shares["excused"]),
            _("institutions excusées et non représentées ÷ institutions invitées"),
        ),
        (
            _("Annoncées et absentes"),
            percent(shares["no_show"]),
            _("institutions annoncées qui ne sont pas venues ÷ institutions annoncées et relevées"),
        ),
    ]


def edition(report):
    """« Édition 2, rapport rectifié »; "" for a first one."""
    if report is None or report.edition == 1:
        return ""
    return _("Édition %(n)d, rapport rectifié") % {"n": report.edition}


def report_state(report, share):
    """Where the report of a zone stands, in words; ``share``: percentage written."""
    if report is None:
        return _("pas commencé")
    if report.sent_on:
        return _("transmis le %(day)s") % {"day": date_short(report.sent_on)}
    if report.validated_at:
        return _("validé le %(day)s") % {"day": date_short(report.validated_at)}
    return _("en cours, %(share)d %% rédigé") % {"share": share}
