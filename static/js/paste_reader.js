// HTML of Word, Outlook, LibreOffice, Google Docs or the web → light marks (concertation/markup.py): **gras**, « - » and « 1. »
// lists, [mots](https://…). Everything else is dropped, nothing of it is run or loaded.

const DROPPED = new Set(["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "IMG", "SVG", "OBJECT", "IFRAME", "VIDEO", "AUDIO",
  "CANVAS", "TEMPLATE", "NOSCRIPT", "DEL", "INPUT", "SELECT", "TEXTAREA", "BUTTON", "MAP", "MATH"]);
const PARAGRAPHS = new Set(["P", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "TABLE", "UL", "OL", "DL", "PRE", "FIGURE", "HR"]);
const LINES = new Set(["DIV", "LI", "TR", "DT", "DD", "SECTION", "ARTICLE", "HEADER", "FOOTER", "MAIN", "ADDRESS", "CAPTION", "FIGCAPTION"]);
const WORD = /[\p{L}\p{N}_*]/u;

class Reader {
  constructor() {
    this.lines = [];
    this.counters = []; // of numbered lists written as paragraphs (Word)
    this.apart = false; // an empty line is due before the next words
    this.line = { prefix: "", runs: [] };
  }

  // The line is over; one without words keeps its marker for those to come.
  end(apart = false) {
    if (!this.line.runs.some((run) => run.text.trim())) {
      this.apart ||= apart;
      this.line.runs = [];
      return;
    }
    this.lines.push({ ...this.line, apart: this.apart });
    this.apart = apart;
    this.line = { prefix: "", runs: [] };
  }

  say(text, style) {
    if (text) this.line.runs.push({ text, bold: style.bold, href: style.href });
  }

  // A frame a node rather than recursion: pasted pages nest deeper than a stack.
  read(root) {
    const work = [{ node: root, style: { bold: false, href: "", lists: [], pre: false } }];
    while (work.length) {
      const step = work.pop();
      if (step.after) step.after();
      else this.visit(step.node, step.style, work);
    }
    this.end();
    return this.lines;
  }

  visit(node, style, work) {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.nodeValue.replace(/[\u00ad\u200b\ufeff]/g, "");
      if (!style.pre) return this.say(text.replace(/\s+/g, " "), style);
      text.split("\n").forEach((part, n) => { if (n) this.next(style); this.say(part, style); });
      return undefined;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || this.isDropped(node)) return undefined;
    if (node.tagName === "BR") return this.next(style);
    if (node.tagName === "TR") return this.row(node, style, work);
    const inner = this.styled(node, style);
    const apart = PARAGRAPHS.has(node.tagName) && !style.lists.length;
    if (apart || LINES.has(node.tagName) || PARAGRAPHS.has(node.tagName)) {
      if (!style.cell) this.open(node, inner, apart);
      work.push({ after: () => (style.cell ? this.say(" ", style) : this.close(node, apart)) });
    }
    for (let child = node.lastChild; child; child = child.previousSibling) work.push({ node: child, style: inner });
    return undefined;
  }

  next(style) {
    if (style.cell) return this.say(" ", style);
    this.end();
    this.line.prefix ||= "  ".repeat(style.lists.length);
    return undefined;
  }

  close(node, apart) {
    this.end(apart);
    if (node.tagName === "LI") this.line.prefix = "";
  }

  isDropped(node) {
    const css = node.getAttribute("data-css") || "";
    return DROPPED.has(node.tagName.toUpperCase()) || /display:\s*none|mso-hide:\s*all|mso-list:\s*ignore|mso-element:\s*comment/i.test(css)
      || /\bmsocom/i.test(node.className?.baseVal ?? node.className ?? "");
  }

  styled(node, style) {
    const tag = node.tagName;
    const inner = { ...style };
    const weight = /(?:^|;)\s*font-weight:\s*(\w+)/i.exec(node.getAttribute("data-css") || "")?.[1]?.toLowerCase();
    if (weight) inner.bold = weight === "bold" || weight === "bolder" || Number(weight) >= 600;
    else if (tag === "B" || tag === "STRONG") inner.bold = true;
    if (tag === "A") inner.href = address(node.getAttribute("href") || "");
    if (tag === "PRE") inner.pre = true;
    if (tag === "UL" || tag === "OL") {
      inner.lists = [...style.lists, { ordered: tag === "OL", next: Number(node.getAttribute("start")) || 1 }];
    }
    return inner;
  }

  open(node, style, apart) {
    this.end(apart);
    const marker = wordMarker(node);
    if (node.tagName === "LI") {
      const list = style.lists.at(-1) || { ordered: false };
      const number = Number(node.getAttribute("value")) || list.next;
      if (list.ordered) list.next = number + 1;
      this.line.prefix = "  ".repeat(Math.max(0, style.lists.length - 1)) + (list.ordered ? `${number}. ` : "- ");
    } else if (marker) {
      this.apart &&= !this.lines.at(-1)?.prefix;
      this.line.prefix = "  ".repeat(marker.level) + this.numbered(marker);
    } else if (style.lists.length) {
      this.line.prefix ||= "  ".repeat(style.lists.length);
    } else {
      this.counters = [];
    }
  }

  numbered({ level, text }) {
    if (!/^\(?[\p{L}\d]{1,4}[.)]/u.test(text)) return "- ";
    this.counters.length = level + 1;
    this.counters[level] = /^\d{1,2}[.)]/.test(text) ? Number.parseInt(text, 10) : (this.counters[level] || 0) + 1;
    return `${this.counters[level]}. `;
  }

  // A table keeps its words: a row is a line, its cells are set apart by a dot.
  row(node, style, work) {
    this.end();
    this.line.prefix ||= "  ".repeat(style.lists.length);
    const cells = [...node.children].filter((cell) => /^T[DH]$/.test(cell.tagName));
    work.push({ after: () => this.end() });
    cells.reverse().forEach((cell, n) => {
      work.push({ node: cell, style: { ...style, cell: true, lists: [] } });
      if (n < cells.length - 1) work.push({ after: () => this.say(" · ", {}) });
    });
  }
}

// Word writes a list as paragraphs: level and marker stand in a style of its own.
function wordMarker(node) {
  const level = /mso-list:[^;"']*\blevel(\d)/i.exec(node.getAttribute("data-css") || "");
  if (!level) return null;
  const ignored = [...node.querySelectorAll("[data-css]")].find((one) => /mso-list:\s*ignore/i.test(one.getAttribute("data-css")));
  return { level: Number(level[1]) - 1, text: (ignored?.textContent || "").trim() };
}

// http, https and mailto only, in the form that concertation/markup.py reads; "" otherwise.
export function address(href) {
  let url;
  try { url = new URL(href.trim()); } catch { return ""; }
  if (/\.safelinks\.protection\.outlook\.com$/i.test(url.hostname)) return address(url.searchParams.get("url") || "");
  if (url.protocol === "mailto:") {
    const to = decode(url.pathname);
    return /^[^\s()<>"'«»[\]?&@]+@[^\s()<>"'«»[\]?&@]+$/.test(to) ? `mailto:${to}` : "";
  }
  if (!/^https?:$/.test(url.protocol)) return "";
  return url.href.replace(/[()<>"'«»[\]\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function decode(text) {
  try { return decodeURIComponent(text); } catch { return ""; }
}

// A link is bold as a whole or not at all.
function joined(runs) {
  const found = [];
  runs.forEach((run) => {
    const last = found.at(-1);
    if (run.href && last?.href === run.href) {
      last.text += run.text;
      last.bold &&= run.bold;
    } else found.push({ ...run });
  });
  return found;
}

// One space where there were several, none at the ends; neighbours alike are one.
function tidy(runs) {
  const text = runs.map((run) => run.text).join("");
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const kept = [];
  let place = 0;
  let spaced = true; // a space follows: the next one is one too many
  runs.forEach((run) => {
    let words = "";
    for (const sign of run.text) {
      const inside = place >= start && place < end;
      place += sign.length;
      const blank = /\s/.test(sign);
      if (!inside || (blank && spaced)) continue;
      spaced = blank;
      words += blank ? " " : sign;
    }
    const last = kept.at(-1);
    if (!words) return;
    if (last && last.bold === run.bold && last.href === run.href) last.text += words;
    else kept.push({ ...run, text: words });
  });
  return kept;
}

function linked({ text, href }) {
  const words = text.trim();
  if (!href || !words) return text;
  const bare = href.replace(/^mailto:/, "");
  const same = [href, bare, bare.replace(/^https?:\/\//, "").replace(/\/$/, "")].includes(words);
  const marked = same ? bare : `[${words.replaceAll("[", "(").replaceAll("]", ")")}](${href})`;
  return text.replace(words, () => marked);
}

// « in**croy**able » would not read as bold: marks touch no word, and hold no asterisk.
function written(runs) {
  const groups = [];
  runs.forEach((run) => {
    const last = groups.at(-1);
    if (last && last.bold === Boolean(run.bold)) last.text += linked(run);
    else groups.push({ bold: Boolean(run.bold), text: linked(run) });
  });
  return groups.map(({ bold, text }, n) => {
    const words = text.trim();
    const lead = text.slice(0, text.length - text.trimStart().length);
    const trail = text.slice(text.trimEnd().length);
    const before = lead || groups[n - 1]?.text.at(-1) || "";
    const after = trail || groups[n + 1]?.text[0] || "";
    if (!bold || !words || words.includes("*") || WORD.test(before) || before === "/" || WORD.test(after)) return text;
    return `${lead}**${words}**${trail}`;
  }).join("");
}

// Our pages refuse styles and handlers written in HTML, and say so aloud for each: their names are changed first.
function disarmed(html) {
  const attributes = (tag) => tag.replace(/([\s"'/])style\s*=/gi, "$1data-css=").replace(/([\s"'/])on(\w+)\s*=/gi, "$1data-off-$2=");
  return html.replace(/<(\/?)(?:style|script)\b/gi, "<$1template").replace(/<[a-z][^<>]*>/gi, attributes);
}

// The marks of a piece of HTML: what a textarea receives. Pure: nothing of it is run or loaded.
export function markup(html) {
  const body = new DOMParser().parseFromString(disarmed(html), "text/html").body;
  const lines = new Reader().read(body).map((line) => ({ ...line, text: line.prefix + written(tidy(joined(line.runs))) }));
  return lines.map(({ text, apart }, n) => (n && apart ? `\n${text}` : text)).join("\n");
}
