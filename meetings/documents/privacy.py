"""No e-mail address in a PV: what is read by a whole zone, or by everybody, gives none away.

Source: the public minutes of 2020 printed fifteen of them; RGPD, art. 5.1.c (minimisation).
"""

import re

from django.utils.translation import gettext as _

# On the finished HTML, so that no field can be forgotten: letters may be written as entities.
_LOCAL = r"(?:[\w.+%*!$~^{}|-]|&#x27;|&amp;|’){1,80}"
_AT = r"(?:[@＠]|\s?[(\[](?:at|@|arobase)[)\]]\s?)"
_ADDRESS = rf"(?:mailto:)?{_LOCAL}{_AT}[\w-]+(?:\.[\w-]+)+"
_SPACE = r"[ \u00a0\u202f]*"
# Where a run of spaces starts: tried from each of them, a table pasted by mistake takes minutes.
_BEFORE = rf"(?<![ \u00a0\u202f]){_SPACE}"

ADDRESS = re.compile(_ADDRESS, re.IGNORECASE)
#: « (a@b.be) », « <a@b.be> » go with their brackets; « , a@b.be » at the end of a line as well,
#: and the « : » of a list of people, « Name (Institution) : a@b.be ».
WRAPPED = re.compile(
    rf"{_BEFORE}(?:\({_SPACE}{_ADDRESS}{_SPACE}\)|\[{_SPACE}{_ADDRESS}{_SPACE}\]"
    rf"|&lt;{_SPACE}{_ADDRESS}{_SPACE}&gt;)",
    re.IGNORECASE,
)
TRAILING = re.compile(
    rf"(?:{_BEFORE}[,–-]|(?<=\)){_SPACE}:){_SPACE}{_ADDRESS}(?=[.;,]?{_SPACE}(?:<|&lt;|\n|$))",
    re.IGNORECASE,
)


def without_addresses(html):
    """``html`` without a single e-mail address.

    Between brackets, or at the end of a line after a comma, the address goes with its
    punctuation; inside a sentence its place is told, so that the sentence still stands.
    """
    html = TRAILING.sub("", WRAPPED.sub("", html))
    return ADDRESS.sub(_("[adresse disponible auprès du secrétariat]"), html)
