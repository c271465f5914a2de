// Packages in a lesson. Each runs in a frame on an origin of its own, and what it reports comes as messages. They
// are sent to the portal until it says that they are kept, also when the lesson is opened again later.

const FIRST_WAIT = 1000;
const A_MOMENT = 400; // a part that reports does it several times at once
const LONGEST_WAIT = 60000;
const NAME = /^cmi(\.[a-z_]{1,40}|\.\d{1,4}){1,8}$/;

/** Return whether a message of the player has the form that the portal keeps. */
function isRecord(data) {
  return (
    data !== null &&
    typeof data === "object" &&
    data.kind === "record" &&
    typeof data.item === "string" &&
    Number.isSafeInteger(data.sequence) &&
    data.sequence > 0 &&
    data.values !== null &&
    typeof data.values === "object" &&
    Object.entries(data.values).every(
      ([name, value]) => NAME.test(name) && typeof value === "string",
    )
  );
}

class Outbox {
  /** Keeps the last message of each part until it is acknowledged; each holds all that came before it. */
  constructor(url, learner, token, onState) {
    Object.assign(this, { url, token, onState, wait: FIRST_WAIT, busy: false, timer: 0 });
    this.name = `package ${url} ${learner}`;
    this.waiting = new Map();
    try {
      this.waiting = new Map(JSON.parse(localStorage.getItem(this.name) || "[]"));
    } catch {
      // What is not readable is not ours.
    }
  }

  put(message) {
    this.waiting.set(message.item, message);
    this.store();
    this.send();
  }

  store() {
    try {
      if (this.waiting.size) localStorage.setItem(this.name, JSON.stringify([...this.waiting]));
      else localStorage.removeItem(this.name);
    } catch {
      // A full or forbidden store: the message is still in memory and on its way.
    }
  }

  async send() {
    if (this.busy || !this.waiting.size) return;
    this.busy = true;
    clearTimeout(this.timer);
    const [item, message] = this.waiting.entries().next().value;
    const body = JSON.stringify(message);
    let answer = null;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body,
        keepalive: body.length < 60000,
      });
    } catch {
      // The network is away.
    }
    this.busy = false;
    await this.settle(item, message, answer);
  }

  async settle(item, message, answer) {
    const said = answer ? await answer.json().catch(() => ({})) : {};
    const refused = answer && [400, 404, 409].includes(answer.status);
    if (answer?.ok || refused) {
      if (this.waiting.get(item) === message) this.waiting.delete(item);
      this.store();
      this.wait = FIRST_WAIT;
      this.onState(refused ? { error: said.error } : { saved: !this.waiting.size, ...said });
      if (!refused || answer.status !== 409) this.send();
      return;
    }
    this.onState({ unsaved: true, error: said.error });
    this.timer = setTimeout(() => this.send(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}

class Package {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.part("fallback").hidden = true;
    this.part("start").hidden = false;
    this.button = this.part("start").querySelector("button");
    this.button.addEventListener("click", () => this.open());
    window.addEventListener("message", (event) => this.hear(event));
    window.addEventListener("online", () => this.outbox?.send());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.opened) this.lookSoon();
    });
    this.sendLeftOver();
  }

  /** Send what an earlier visit could not, without opening the package. */
  async sendLeftOver() {
    const prefix = `package ${this.words.launch}record/ `;
    try {
      if (!Object.keys(localStorage).some((name) => name.startsWith(prefix))) return;
      const answer = await fetch(this.words.launch, { headers: { Accept: "application/json" } });
      if (answer.ok) this.begun = await answer.json();
      if (this.begun?.sitting) this.makeOutbox().send();
    } catch {
      // The next visit tries again.
    }
  }

  part(name) {
    return this.root.querySelector(`[data-package-${name}]`);
  }

  say(text) {
    this.part("status").textContent = text || "";
  }

  async open() {
    this.button.disabled = true;
    this.say(this.words.waiting);
    try {
      const answer = await fetch(this.words.launch, { headers: { Accept: "application/json" } });
      this.begun = await answer.json();
      if (!answer.ok) throw new Error(this.begun.error);
    } catch (error) {
      this.button.disabled = false;
      this.say((error instanceof Error && this.begun?.error) || this.words.failed);
      return;
    }
    this.outbox = this.begun.sitting ? this.makeOutbox() : null;
    this.showFrame();
    this.say(this.outbox ? "" : this.words.anonymous);
    this.outbox?.send();
  }

  makeOutbox() {
    const { record, learner, token } = this.begun;
    return new Outbox(record, learner.id, token, (state) => this.show(state));
  }

  showFrame() {
    const frame = document.createElement("iframe");
    frame.title = this.part("frame").dataset.title;
    frame.allow = "autoplay; fullscreen";
    frame.setAttribute(
      "sandbox",
      "allow-scripts allow-same-origin allow-forms allow-modals allow-popups allow-downloads",
    );
    frame.src = this.begun.player;
    this.part("frame").replaceChildren(frame);
    this.part("start").hidden = true;
    this.frame = frame;
  }

  hear(event) {
    if (!this.frame || event.source !== this.frame.contentWindow) return;
    if (event.origin !== this.words.origin) return;
    if (event.data?.kind === "ready") this.answer();
    else if (isRecord(event.data) && this.outbox) this.keep(event.data);
    else if (event.data?.kind === "open" && this.outbox) this.openPart(event.data);
    else if (event.data?.kind === "reported" && this.opened) this.lookSoon();
  }

  /** Tell the player what to start from; what is waiting to be sent is newer than what the portal keeps. */
  answer() {
    const states = { ...this.begun.states };
    for (const [item, message] of this.outbox?.waiting || []) {
      states[item] = { ...states[item], ...message.values };
    }
    const message = { kind: "begin", learner: this.begun.learner, states };
    this.frame.contentWindow.postMessage(message, this.words.origin);
    // Earlier, the next press of Tab would pass it by.
    this.frame.focus();
  }

  /** Open a part that reports to the portal by itself, and tell the player what it is launched with. */
  async openPart({ item, number }) {
    this.opened = true;
    this.say(this.words.waiting);
    let said = {};
    try {
      const answer = await fetch(this.begun.open, {
        method: "POST",
        headers: { "X-CSRFToken": this.begun.token },
        body: new URLSearchParams({ item }),
      });
      said = await answer.json();
    } catch {
      // The network is away, or what answers is not the portal.
    }
    this.say(said.parameters ? "" : said.error || this.words.failed);
    // Without parameters the player knows that it may ask again.
    const message = { kind: "launch", number, parameters: said.parameters };
    this.frame.contentWindow.postMessage(message, this.words.origin);
  }

  /** See what the portal has made of what a part reported to it. */
  lookSoon() {
    clearTimeout(this.looking);
    this.looking = setTimeout(async () => {
      try {
        const answer = await fetch(this.words.launch, { headers: { Accept: "application/json" } });
        this.show(await answer.json());
      } catch {
        // It is seen the next time.
      }
    }, A_MOMENT);
  }

  keep({ item, sequence, values }) {
    this.outbox.put({ sitting: this.begun.sitting, item, sequence, values });
  }

  show({ saved, unsaved, error, result }) {
    if (result) this.part("result").textContent = result;
    if (error) this.say(error);
    else if (unsaved) this.say(this.words.unsaved);
    else if (saved) this.say(this.words.saved);
  }
}

for (const root of document.querySelectorAll("[data-package]")) new Package(root);
