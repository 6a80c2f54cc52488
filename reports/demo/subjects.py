"""What the demonstration's commissions talk about, in French and Dutch. All of it is invented."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Subject:
    """A topic: its theme code, titles, and passages ``(kind, fr, nl)`` as a PV would hold them."""

    theme: str
    fr: str
    nl: str
    passages: tuple = field(default=())


SUBJECTS = (
    Subject(
        "stage-insertion-degressivite",
        "Fin du droit aux allocations : ce qui change pour nos publics",
        "Einde van het recht op uitkering: wat verandert er voor ons publiek",
        (
            (
                "information",
                "Actiris présente le calendrier des courriers et les chiffres par commune. "
                "Trois vagues sont attendues ; la première touche surtout les plus de 45 ans.\n"
                "· les antennes gardent une permanence sans rendez-vous ;\n"
                "· un numéro unique renvoie vers les Maisons de l’Emploi.",
                "Actiris licht de kalender van de brieven en de cijfers per gemeente toe. Er komen "
                "drie golven ; de eerste treft vooral de 45-plussers.\n"
                "· de antennes behouden een permanentie zonder afspraak ;\n"
                "· één nummer verwijst door naar de Werkhuizen.",
            ),
            (
                "question",
                "Les CPAS demandent comment seront transmis les dossiers déjà suivis par un OISP.",
                "De OCMW’s vragen hoe dossiers worden doorgegeven die al door een OISP gevolgd worden.",
            ),
            (
                "decision",
                "Une fiche d’orientation commune accompagnera chaque personne envoyée d’un service à l’autre.",
                "Een gemeenschappelijke oriëntatiefiche gaat mee met elke persoon die wordt doorverwezen.",
            ),
            (
                "action",
                "Rédiger la fiche d’orientation et la faire relire par les CPAS de la zone.",
                "De oriëntatiefiche opstellen en laten nalezen door de OCMW’s van de zone.",
            ),
        ),
    ),
    Subject(
        "public-isp",
        "Fracture numérique : accompagner les démarches en ligne",
        "Digitale kloof: begeleiding bij onlineprocedures",
        (
            (
                "information",
                "Quatre Espaces publics numériques accueillent en moyenne douze personnes par jour. "
                "La demande porte surtout sur l’inscription en ligne et l’envoi de documents.",
                "Vier openbare computerruimtes ontvangen gemiddeld twaalf personen per dag. De vraag "
                "gaat vooral over online inschrijven en documenten versturen.",
            ),
            (
                "finding",
                "L’inscription comme demandeur d’emploi suppose une adresse électronique et un téléphone "
                "récent : une partie du public en est exclue de fait.",
                "De inschrijving als werkzoekende veronderstelt een e-mailadres en een recent "
                "toestel: een deel van het publiek valt uit de boot.",
            ),
            (
                "proposition",
                "Maintenir dans chaque antenne un guichet où tout se fait sur papier.",
                "In elke antenne een loket behouden waar alles op papier kan.",
            ),
            (
                "opinion",
                "La Commission demande que toute procédure en ligne garde une voie non numérique, "
                "équivalente et gratuite.",
                "De Commissie vraagt dat elke onlineprocedure een gelijkwaardige en kosteloze "
                "niet-digitale weg behoudt.",
            ),
        ),
    ),
    Subject(
        "primo-arrivants",
        "Primo-arrivants : du parcours d’accueil à la formation",
        "Nieuwkomers: van inburgeringstraject naar opleiding",
        (
            (
                "information",
                "Le bureau d’accueil présente ses modules ; six mois séparent souvent la fin du "
                "parcours de l’entrée en alphabétisation.",
                "Het onthaalbureau stelt zijn modules voor ; vaak verlopen zes maanden tussen het "
                "einde van het traject en de start van een alfabetiseringscursus.",
            ),
            (
                "proposition",
                "Réserver des places d’alphabétisation aux personnes qui terminent le parcours d’accueil.",
                "Plaatsen in alfabetiseringscursussen voorbehouden voor wie het traject beëindigt.",
            ),
            (
                "action",
                "Dresser la liste des places libres en alphabétisation, par commune et par horaire.",
                "De lijst opmaken van vrije plaatsen in alfabetisering, per gemeente en uurrooster.",
            ),
        ),
    ),
    Subject(
        "techniques-orientation",
        "L’orientation avant la formation : nos pratiques comparées",
        "Oriëntatie vóór opleiding: onze praktijken vergeleken",
        (
            (
                "information",
                "Trois opérateurs montrent leur première semaine de détermination : entretiens, "
                "visites, essais de métier. Les durées vont de quatre à douze jours.",
                "Drie operatoren tonen hun eerste oriëntatieweek: gesprekken, bezoeken, "
                "beroepsproeven. De duur gaat van vier tot twaalf dagen.",
            ),
            (
                "decision",
                "Un tableau partagé des essais de métier est tenu par la coordination.",
                "De coördinatie houdt een gedeelde tabel van beroepsproeven bij.",
            ),
            (
                "action",
                "Ouvrir le tableau des essais de métier et y inviter les opérateurs.",
                "De tabel van beroepsproeven openen en de operatoren uitnodigen.",
            ),
        ),
    ),
    Subject(
        "garde-enfants",
        "Garde d’enfants pendant la formation",
        "Kinderopvang tijdens de opleiding",
        (
            (
                "information",
                "Dix-sept abandons sur quarante sont liés à la garde. Une halte-accueil voisine "
                "propose cinq places de demi-journée.",
                "Zeventien van de veertig stopzettingen hebben met kinderopvang te maken. Een "
                "opvanginitiatief uit de buurt biedt vijf halvedagplaatsen.",
            ),
            (
                "finding",
                "Aucune place d’accueil n’est prévue dans l’agrément des formations de moins de vingt semaines.",
                "Voor opleidingen van minder dan twintig weken voorziet de erkenning geen opvangplaatsen.",
            ),
            (
                "opinion",
                "La Commission demande que des places d’accueil soient réservées aux stagiaires, "
                "quelle que soit la durée de leur formation.",
                "De Commissie vraagt opvangplaatsen voor te behouden voor cursisten, ongeacht de "
                "duur van hun opleiding.",
            ),
            (
                "action",
                "Proposer une convention à la halte-accueil pour les stagiaires de la zone.",
                "Een overeenkomst voorstellen aan het opvanginitiatief voor de cursisten van de zone.",
            ),
        ),
    ),
    Subject(
        "fonctions-critiques",
        "Métiers en pénurie : quelles passerelles depuis nos formations ?",
        "Knelpuntberoepen: welke bruggen vanuit onze opleidingen?",
        (
            (
                "information",
                "Bruxelles Formation détaille les listes de l’année ; les métiers de la "
                "construction et du soin manquent le plus de candidats.",
                "Bruxelles Formation licht de lijsten van het jaar toe ; in de bouw en de zorg zijn "
                "er het minst kandidaten.",
            ),
            (
                "question",
                "Les prérequis en néerlandais sont-ils exigés à l’entrée ou à la sortie ?",
                "Wordt kennis van het Nederlands bij de start of op het einde gevraagd?",
            ),
            (
                "proposition",
                "Organiser une visite commune de deux centres de référence professionnelle.",
                "Een gezamenlijk bezoek aan twee beroepsreferentiecentra organiseren.",
            ),
        ),
    ),
    Subject(
        "secret-professionnel",
        "Secret professionnel et partage d’informations entre services",
        "Beroepsgeheim en informatie delen tussen diensten",
        (
            (
                "information",
                "Une juriste rappelle ce qui se partage avec l’accord de la personne, et ce qui ne "
                "se partage jamais.",
                "Een juriste herhaalt wat met het akkoord van de persoon gedeeld mag worden, en wat nooit.",
            ),
            (
                "statement",
                "Un membre demande qu’il soit acté que sa structure ne transmettra aucune liste "
                "nominative sans convention écrite.",
                "Een lid vraagt te noteren dat zijn instelling geen namenlijst doorgeeft zonder "
                "schriftelijke overeenkomst.",
            ),
            (
                "decision",
                "Les échanges de cas se font sans nom ni adresse.",
                "Casusbesprekingen gebeuren zonder naam of adres.",
            ),
        ),
    ),
    Subject(
        "entreprises-isp",
        "Rencontrer les employeurs du quartier",
        "De werkgevers uit de buurt ontmoeten",
        (
            (
                "information",
                "La Maison de l’Emploi a visité vingt-deux commerces ; huit accueilleraient un "
                "stagiaire à l’essai.",
                "Het Werkhuis bezocht tweeëntwintig handelszaken ; acht willen een stagiair ontvangen.",
            ),
            (
                "decision",
                "Une matinée « employeurs » ouvre l’édition suivante du Partner Day.",
                "Een werkgeversvoormiddag opent de volgende Partner Day.",
            ),
            (
                "action",
                "Inviter les huit commerces et préparer une fiche d’une page sur les stages.",
                "De acht handelszaken uitnodigen en een fiche van één bladzijde over stages maken.",
            ),
        ),
    ),
    Subject(
        "validation-competences",
        "Valider ses compétences sans reprendre d’études",
        "Competenties laten valideren zonder opnieuw te studeren",
        (
            (
                "information",
                "Le consortium explique les épreuves et les délais : six semaines entre "
                "l’inscription et la séance.",
                "Het consortium legt de proeven en de termijnen uit: zes weken tussen inschrijving en proef.",
            ),
            (
                "remark",
                "Les participants notent que peu de publics infrascolarisés en entendent parler.",
                "De deelnemers merken op dat laaggeschoolden er zelden van horen.",
            ),
            (
                "opinion",
                "La Commission demande des séances de validation en soirée, et une information "
                "écrite dans les antennes.",
                "De Commissie vraagt validatiesessies ’s avonds, en schriftelijke informatie in de "
                "antennes.",
            ),
            (
                "action",
                "Mettre la validation à l’ordre du jour d’une séance d’information collective.",
                "Validering opnemen in een collectieve infosessie.",
            ),
        ),
    ),
    Subject(
        "metiers-genre",
        "Femmes et emploi : horaires, langues, confiance",
        "Vrouwen en werk: uurroosters, talen, vertrouwen",
        (
            (
                "information",
                "Deux associations présentent leurs groupes du matin ; les horaires scolaires "
                "décident de la fréquentation.",
                "Twee verenigingen stellen hun ochtendgroepen voor ; de schooluren bepalen de opkomst.",
            ),
            (
                "proposition",
                "Aligner les modules sur 9 h 15 – 14 h 45.",
                "De modules laten lopen van 9.15 tot 14.45 uur.",
            ),
        ),
    ),
    Subject(
        "financements-europeens",
        "Appels à projets : calendrier et partenariats possibles",
        "Projectoproepen: kalender en mogelijke samenwerkingen",
        (
            (
                "information",
                "Deux appels se clôturent au printemps. Un dossier commun demande un chef de file et "
                "une convention entre partenaires.",
                "Twee oproepen sluiten in de lente. Een gezamenlijk dossier vraagt een trekker en "
                "een overeenkomst tussen partners.",
            ),
            (
                "action",
                "Sonder les membres intéressés et fixer une première rencontre.",
                "Peilen wie interesse heeft en een eerste ontmoeting vastleggen.",
            ),
        ),
    ),
    Subject(
        "parcours-integres",
        "Santé mentale et parcours d’insertion",
        "Geestelijke gezondheid en inschakelingstrajecten",
        (
            (
                "information",
                "Le centre de santé mentale décrit ses délais et propose une permanence mensuelle "
                "pour les équipes.",
                "Het centrum geestelijke gezondheidszorg schetst zijn wachttijden en biedt de teams "
                "een maandelijkse permanentie aan.",
            ),
            (
                "decision",
                "La permanence est ouverte à toutes les institutions de la zone, à l’essai six mois.",
                "De permanentie staat zes maanden op proef open voor alle instellingen van de zone.",
            ),
            (
                "action",
                "Publier les dates de la permanence et en faire un bilan après six mois.",
                "De data van de permanentie bekendmaken en na zes maanden evalueren.",
            ),
        ),
    ),
    Subject(
        "medias-sociaux",
        "Informer le public : affiches, réseaux, bouche-à-oreille",
        "Het publiek informeren: affiches, sociale media, mond-tot-mond",
        (
            (
                "information",
                "Un relevé rapide : sept inscrits sur dix citent une connaissance, deux une affiche.",
                "Een snelle telling: zeven op tien ingeschrevenen noemen een kennis, twee een affiche.",
            ),
            (
                "proposition",
                "Former dix ambassadeurs parmi les anciens stagiaires.",
                "Tien ambassadeurs opleiden onder oud-cursisten.",
            ),
        ),
    ),
    Subject(
        "job-coaching",
        "Après la signature du contrat : le suivi dans l’emploi",
        "Na de ondertekening van het contract: opvolging op het werk",
        (
            (
                "information",
                "Sans suivi, un contrat sur quatre s’arrête avant trois mois. Deux opérateurs "
                "appellent à la deuxième et à la sixième semaine.",
                "Zonder opvolging stopt één contract op vier binnen drie maanden. Twee operatoren "
                "bellen in de tweede en de zesde week.",
            ),
            (
                "opinion",
                "La Commission demande que le suivi dans l’emploi soit compté dans les heures "
                "subventionnées des opérateurs.",
                "De Commissie vraagt dat opvolging op het werk meetelt in de gesubsidieerde uren.",
            ),
            (
                "action",
                "Partager les deux guides d’appel et recueillir d’autres exemples.",
                "De twee belgidsen delen en andere voorbeelden verzamelen.",
            ),
        ),
    ),
)

MISC = (
    (
        "Une porte ouverte a lieu le premier mardi du mois, de 14 h à 17 h.",
        "Elke eerste dinsdag is er opendeur, van 14 tot 17 uur.",
    ),
    (
        "Une halle d’économie sociale cherche des partenaires pour son marché d’hiver.",
        "Een hal voor sociale economie zoekt partners voor haar wintermarkt.",
    ),
    (
        "Le nouveau plan de la Maison de l’Emploi est à disposition à l’accueil.",
        "Het nieuwe plan van het Werkhuis ligt klaar aan het onthaal.",
    ),
    (
        "Appel à projets d’économie sociale à rentrer avant la fin du mois.",
        "Projectoproep sociale economie, in te dienen voor het einde van de maand.",
    ),
)
