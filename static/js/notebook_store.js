// What was typed and not yet acknowledged stays on this device, one entry a passage, apart for each
// tab: two tabs never write over each other, and what a closed tab left is taken up by the next one.

const STALE_MS = 60000;
const SIGN_OF_LIFE_MS = 20000;

function newName() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(16).slice(2)}`;
}

export class Store {
  constructor(prefix) {
    this.prefix = prefix;
    this.works = true;
    this.tab = newName(); // until open() says which
    this.mine = new Map(); // also the only copy, where the device keeps nothing
  }

  // Resolves once this tab has a name that no other living tab bears.
  async open() {
    await this.claim(this.tab);
    let name = null;
    try { name = sessionStorage.getItem("notebook-tab"); } catch { this.works = false; }
    if (!name || !(await this.claim(name))) {
      name = this.tab;
      try { sessionStorage.setItem("notebook-tab", name); } catch { this.works = false; }
    }
    this.rename(name);
    setInterval(() => this.mine.forEach((record) => this.save(record)), SIGN_OF_LIFE_MS);
  }

  // What was typed before this tab had its name follows it: left behind, it would come back as a text of another tab.
  rename(name) {
    if (name === this.tab) return;
    const records = [...this.mine.values()];
    records.forEach((record) => this.remove(record.key));
    this.tab = name;
    records.forEach((record) => this.save(record));
  }

  // A tab that was duplicated bears the name of its twin: only one of them may hold it.
  claim(name) {
    if (!navigator.locks) return Promise.resolve(true);
    return new Promise((settled) => {
      const held = () => { settled(true); return new Promise(() => {}); };
      const signal = AbortSignal.timeout(1500); // the page that is being left lets go at once
      navigator.locks.request(`${this.prefix}:${name}`, { signal }, held).catch(() => settled(false));
    });
  }

  name(key) {
    return `${this.prefix}:${this.tab}:${key}`;
  }

  save(record) {
    this.mine.set(record.key, record);
    try {
      localStorage.setItem(this.name(record.key), JSON.stringify({ ...record, beat: Date.now() }));
      this.works = true;
    } catch {
      this.works = false; // full or forbidden: the page itself is the only copy
    }
  }

  remove(key) {
    this.mine.delete(key);
    try { localStorage.removeItem(this.name(key)); } catch { /* nothing was kept */ }
  }

  // [{name, tab, record}] of everything kept for this person and this PV.
  entries() {
    const found = [];
    try {
      for (let n = 0; n < localStorage.length; n += 1) {
        const name = localStorage.key(n);
        if (!name.startsWith(`${this.prefix}:`)) continue;
        const tab = name.slice(this.prefix.length + 1).split(":")[0];
        try { found.push({ name, tab, record: JSON.parse(localStorage.getItem(name)) }); } catch { /* cut short */ }
      }
    } catch { this.works = false; }
    return found.sort((one, other) => one.record.made - other.record.made);
  }

  // Takes over what this tab left before a reload, then what tabs that are gone left.
  async adopt() {
    const taken = [];
    for (const entry of this.entries()) {
      if (this.mine.has(entry.record.key)) continue;
      if (entry.tab !== this.tab && !(await this.isGone(entry))) continue;
      if (this.mine.has(entry.record.key)) continue;
      this.save(entry.record);
      if (entry.tab !== this.tab && this.works) localStorage.removeItem(entry.name);
      taken.push(entry.record);
    }
    return taken;
  }

  async isGone(entry) {
    if (!navigator.locks) return Date.now() - (entry.record.beat ?? 0) > STALE_MS;
    const { held } = await navigator.locks.query();
    return !held.some((lock) => lock.name === `${this.prefix}:${entry.tab}`);
  }
}
