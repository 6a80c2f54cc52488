"""How a word-processor file looks, in which language, and what it says of itself."""

import re
from datetime import UTC, datetime

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

INK = RGBColor(0x1C, 0x24, 0x30)
FONT = "Calibri"
LOCALES = {"fr": "fr-BE", "nl": "nl-BE"}
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
#: What XML cannot hold at all.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def set_styles(document, language):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    normal.element.get_or_add_rPr().append(in_language(language))
    sizes = {"Title": 22, "Subtitle": 12, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.name = Pt(size), INK, FONT
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
        fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
        for attribute in list(fonts.attrib):
            if attribute.endswith("Theme"):
                del fonts.attrib[attribute]
    label = document.styles.add_style("Nature du passage", WD_STYLE_TYPE.PARAGRAPH)
    label.base_style = normal
    label.font.bold, label.font.size = True, Pt(9.5)
    label.paragraph_format.keep_with_next = True
    label.paragraph_format.space_after = Pt(1)


def in_language(language):
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), LOCALES[language])
    return element


def set_properties(document, title, language, created):
    """What the file says of itself: its title and its date, nobody's name, no machine's."""
    about = document.core_properties
    about.title, about.language = clean(title)[:250], LOCALES[language]
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.revision = 1
    about.created = about.modified = (created or UNDATED).astimezone(UTC).replace(tzinfo=None)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith(("/thumbnail", "/extended-properties")):
            package.rels.pop(key)


def clean(text):
    """``text`` without the control characters that would make the file unreadable."""
    return _FORBIDDEN.sub("", str(text))
