"""The two families of the pages and the papers, from their packages."""

from pathlib import Path

import font_manrope
import font_source_sans_pro

#: {folder below the static root: where its files are}
FONTS = {
    "fonts/source-sans": Path(font_source_sans_pro.__file__).parent / "files",
    "fonts/manrope": Path(font_manrope.__file__).parent / "files",
}
