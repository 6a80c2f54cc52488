// One way to send a form to our server while somebody goes on typing, and the words that say how it went.

const dutch = document.documentElement.lang === "nl";
const PATIENCE_MS = 20000;

export const WORDS = {
  saving: dutch ? "Bezig met opslaan" : "Enregistrement en cours",
  saved: (clock) => (dutch ? `Opgeslagen om ${clock}` : `Enregistré à ${clock}`),
  offline: dutch
    ? "Geen verbinding: de tekst blijft op dit toestel bewaard."
    : "Hors ligne\u00a0: le texte est gardé sur cet appareil.",
  trouble: dutch
    ? "De server antwoordt niet: de tekst blijft op dit toestel bewaard en vertrekt later."
    : "Le serveur ne répond pas\u00a0: le texte est gardé sur cet appareil et partira plus tard.",
  busy: dutch
    ? "De server vraagt even geduld: de tekst vertrekt zo dadelijk."
    : "Le serveur demande de patienter\u00a0: le texte part dans un instant.",
  stopped: dutch
    ? "Niet opgeslagen: kijk wat hieronder staat."
    : "Pas enregistré\u00a0: voyez le message près du texte.",
  signedOut: dutch
    ? "Niet opgeslagen: u bent afgemeld. De tekst blijft op dit toestel bewaard."
    : "Pas enregistré\u00a0: vous êtes déconnecté. Le texte est gardé sur cet appareil.",
  signIn: dutch ? "Opnieuw aanmelden" : "Se reconnecter",
  otherName: dutch
    ? "Niet opgeslagen: u bent onder een andere naam aangemeld. De tekst blijft op dit toestel bewaard."
    : "Pas enregistré\u00a0: vous êtes connecté sous un autre nom. Le texte est gardé sur cet appareil.",
  refused: dutch
    ? "Niet opgeslagen: u mag dit verslag niet meer schrijven. De tekst blijft op dit toestel bewaard."
    : "Pas enregistré\u00a0: vous n’écrivez plus dans ce PV. Le texte est gardé sur cet appareil.",
  restored: dutch
    ? "Tekst van dit toestel teruggezet, nog niet opgeslagen."
    : "Texte retrouvé sur cet appareil, pas encore enregistré.",
  fragile: dutch
    ? "Dit toestel bewaart geen kopie: sluit deze pagina niet voor de tekst is opgeslagen."
    : "Cet appareil ne garde pas de copie\u00a0: ne fermez pas cette page avant l’enregistrement.",
  elsewhere: dutch ? "Tekst van een ander agendapunt" : "Texte d’un autre point de l’ordre du jour",
};

export function clock(date = new Date()) {
  const minutes = String(date.getMinutes()).padStart(2, "0");
  return dutch ? `${date.getHours()}.${minutes} uur` : `${date.getHours()}\u00a0h\u00a0${minutes}`;
}

// The cookie follows a sign-in made in another tab; the token printed in the page does not.
function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
}

export async function post(url, body) {
  const headers = { "X-Requested-With": "fetch", "HX-Request": "true", "X-Autosave": "1" };
  const given = token();
  if (given) {
    headers["X-CSRFToken"] = given;
    body.delete("csrfmiddlewaretoken"); // the field of the page would be looked at first
  }
  return fetch(url, {
    method: "POST", body, headers, redirect: "manual", credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

// A page of ours brings a new token in its cookie; false when it asks to sign in first.
export async function refreshToken() {
  const answer = await fetch(window.location.href, { redirect: "manual", credentials: "same-origin" });
  return !isSignedOut(answer);
}

export function isSignedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 401;
}
