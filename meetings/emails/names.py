"""Names as they may stand in a letter of ours."""

import re

#: A name that holds an address or a link: some replacements are named through an open page.
NOT_A_NAME = re.compile(r"[@<>\[\]/\\]|://|www\.|\.\w{2,}|\d{6}", re.IGNORECASE)


def plain_name(name):
    """``name`` if it reads as a name; "" when it carries an address, a link or a number.

    Whoever answers types the name of their replacement, who then gets our letter: a sentence with
    a link in it would leave under the Mission Locale's signature.
    """
    name = " ".join(name.split())
    return "" if len(name) > 80 or NOT_A_NAME.search(name) else name
