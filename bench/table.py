"""The table: each goal beside the figure, ✓ or ✗; in French, as everything that is read."""

from .pages import PAGES, QUERY_GOAL

#: Goal P4: a passage saved with its version check and its history.
SAVE_GOAL, SAVE_QUERY_GOAL = 2.5, 12
LETTER_GOAL, REPORT_GOAL, LINEAR_GOAL = 1.15, 1.2, 0.15
RSS_BASE, RSS_PAGE = 60, 2.5
#: Goal P7: milliseconds of the click, times one connection, seconds at 20 ms.
CLICK_GOAL, NEAR_GOAL, FAR_GOAL = 150, 1.5, 12


def mark(is_met):
    return "✓" if is_met else "✗"


def number(value, digits=2):
    return f"{value:.{digits}f}".replace(".", ",")


def print_pages(title, rows, floors, sizes, queries):
    small, large = sorted(sizes)
    print(f"\n## Pages, {title} ({large} réunions ; croissance depuis {small})\n")
    print(
        f"Plancher : liste {number(floors['floor_list'], 1)} ms, "
        f"réunion {number(floors['floor_detail'], 1)} ms, "
        f"recherche {number(floors['floor_search'], 1)} ms, "
        f"données d’un rapport {number(floors['floor_report'], 1)} ms.\n"
    )
    print("| page | ms | × plancher | but | | croissance | but | | requêtes | but | |")
    print("|---|---:|---:|---:|---|---:|---:|---|---:|---:|---|")
    for row in rows:
        page = PAGES[row["name"]]
        asked = row["queries"]
        if asked is None:
            print(f"| {page.label} | ne répond pas ✗ |" + " |" * 9)
            continue
        cells = [
            page.label,
            number(row["ms"], 1),
            number(row["ratio"]),
            f"≤ {number(page.goal, 1)}" if page.goal else "–",
            mark(row["ratio"] <= page.goal) if page.goal else "",
            number(row["growth"]),
            f"≤ {number(page.growth, 1)}",
            mark(row["growth"] <= page.growth),
            str(asked),
            f"≤ {QUERY_GOAL}",
            mark(asked <= QUERY_GOAL),
        ]
        print("| " + " | ".join(cells) + " |")
    print_stability(queries)


def print_writing(found):
    """The session: its page and the saving of a passage, each against its floor."""
    print("\n## Séance, SQLite (12 points, 150 passages, 45 personnes)\n")
    print("| acte | ms | × plancher | but | | requêtes | but | |")
    print("|---|---:|---:|---:|---|---:|---:|---|")
    rows = (
        ("enregistrer un passage", "save", "floor_save", SAVE_GOAL, SAVE_QUERY_GOAL),
        ("ouvrir la séance", "session", "floor_detail", None, None),
    )
    for label, name, floor, goal, most in rows:
        ratio, asked = found[name] / found[floor], found[f"{name}_queries"]
        cells = [label, number(found[name], 1), number(ratio)]
        cells += [f"≤ {number(goal, 1)}", mark(ratio <= goal)] if goal else ["–", ""]
        cells += [str(asked)] + ([f"≤ {most}", mark(asked <= most)] if most else ["–", ""])
        print("| " + " | ".join(cells) + " |")


def print_stability(queries):
    """The same number of queries whatever the number of rows."""
    lists = (queries["list_of_5"], queries["list"])
    people = (queries["held_of_4"], queries["held"], queries["held_of_400"])
    print(
        f"\nRequêtes de la liste à 5 et 50 lignes : {lists[0]}, {lists[1]} "
        f"{mark(lists[0] == lists[1])} ; de la réunion à 4, 40 et 400 personnes : "
        f"{people[0]}, {people[1]}, {people[2]} {mark(len(set(people)) == 1)}"
    )


def print_mailing(found):
    """The click against the paper alone; the letters against one connection, near and far."""
    click, near, far = found["click"], found["near"], found["far"]
    papers = click["papers"] + max(near["papers"], far["papers"])
    size = number(near["size"] / 1000, 0)
    print(f"\n## Envoi de 500 lettres ({size} ko chacune, PDF et agenda compris)\n")
    print("| mesure | chiffre | × plancher | but | |")
    print("|---|---:|---:|---:|---|")
    _line("plancher : la mise en page de la lettre", click["paper"], "ms", 1)
    _line("clic « Envoyer »", click["request"], "ms", click["request"] / click["paper"], CLICK_GOAL)
    _line("mises en page, du clic à la dernière lettre", papers, "", None, 1)
    _line("plancher : une connexion, messages prêts", near["floor"], "s", 1)
    _line("une connexion, messages écrits un à un", near["one"], "s", near["one"] / near["floor"])
    _line("un facteur, 4 connexions", near["ours"], "s", near["ours"] / near["floor"])
    _line("fois une connexion", near["ours"] / near["one"], "", None, NEAR_GOAL)
    _line("une connexion, à 20 ms", far["floor"], "s", 1)
    _line("un facteur, à 20 ms", far["ours"], "s", far["ours"] / far["floor"], FAR_GOAL)
    _line("deux facteurs, à 20 ms", far["two"], "s", far["two"] / far["floor"], FAR_GOAL)


def _line(label, value, unit, ratio, goal=None):
    digits = 0 if unit == "ms" or isinstance(value, int) else 2
    cells = [
        label,
        f"{number(value, digits)} {unit}".strip(),
        "" if ratio is None else number(ratio),
        "" if goal is None else f"≤ {number(goal, 1 if goal == NEAR_GOAL else 0)} {unit}".strip(),
        "" if goal is None else mark(value <= goal),
    ]
    print("| " + " | ".join(cells) + " |")


def print_papers(papers):
    print("\n## PDF\n")
    print("| document | pages | ms | × WeasyPrint | but | |")
    print("|---|---:|---:|---:|---:|---|")
    for name, paper in papers["whole"].items():
        ratio = paper["ours"] / paper["floor"]
        goal = LETTER_GOAL if name == "letter" else REPORT_GOAL
        print(
            f"| {paper['label']} | {paper['pages']} | {number(paper['ours'], 0)} | "
            f"{number(ratio)} | ≤ {number(goal)} | {mark(ratio <= goal)} |"
        )
    if papers["sizes"]:
        print_sizes(papers["sizes"])


def print_sizes(sizes):
    """One line a length; « écart »: ms/page against the shortest report.

    « mémoire »: of the process that sets the paper; « facteur »: of the one that asks for it.
    """
    print(
        "\n| rapport | ms/page | × WeasyPrint | but | | écart | but | | mémoire (Mo) | but | "
        "| facteur (Mo) |"
    )
    print("|---|---:|---:|---:|---|---:|---:|---|---:|---:|---|---:|")
    first = sizes[0]["ours"] / sizes[0]["pages"]
    for size in sizes:
        pages, ratio = size["pages"], size["ours"] / size["floor"]
        drift = size["ours"] / pages / first - 1
        allowed = round(RSS_BASE + RSS_PAGE * pages)
        cells = [
            f"{pages} pages",
            number(size["ours"] / pages, 0),
            number(ratio),
            f"≤ {number(REPORT_GOAL)}",
            mark(ratio <= REPORT_GOAL),
            f"{drift * 100:+.0f} %",
            f"± {LINEAR_GOAL * 100:.0f} %",
            mark(abs(drift) <= LINEAR_GOAL),
            number(size["rss"], 0),
            f"≤ {allowed}",
            mark(size["rss"] <= allowed),
            number(size["asking"], 0),
        ]
        print("| " + " | ".join(cells) + " |")
