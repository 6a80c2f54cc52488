"""Invented people: first and last names drawn from two lists."""

FIRST_NAMES = """
    Anaïs Basile Carla Damien Elif Farid Gaëlle Hakim Ilse Joachim Khadija Lore Marius Nele Olivia
    Pauline Quentin Rachid Sanne Tarik Ursule Vesna Wout Xavier Yasmine Zoé Aïcha Bram Chloé Dirk
    Emma Félicien Griet Hanne Imane Jef Karel Leïla Mathis Noor Oscar Pieter Rania Salma Thibaut
"""
LAST_NAMES = """
    Adriaens Beaufays Caluwaerts Delvigne Eeckhoudt Fontaine Gossiaux Hermans Istasse Jadot
    Kestemont Lambrecht Marquet Nyssens Ouali Plasman Quintart Rombouts Stassart Thonnard Urbain
    Vanlaer Wauters Yernaux Zaman Benhadi Colpaert Dufrasne Elbaz Goffinet Haddad Jansegers
    Kiekens Lejong Moulart Noterman Ostyn Pirard Raskin Sterckx Tibaux Verlaeken Wéry
"""


def names(random):
    """An endless run of ``(first, last)`` pairs, each pair once."""
    firsts, lasts, seen = FIRST_NAMES.split(), LAST_NAMES.split(), set()
    while True:
        pair = random.choice(firsts), random.choice(lasts)
        if pair not in seen:
            seen.add(pair)
            yield pair
