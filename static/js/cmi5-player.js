// The player of cmi5 packages, on the packages' origin. A part reports to the portal by itself. The lesson, which is on
// another origin and knows the learner, opens it and says what it is launched with.

const config = JSON.parse(document.getElementById("config").textContent);
const content = document.getElementById("content");
const apart = document.getElementById("apart");
const buttons = [...document.querySelectorAll("[data-item]")];
const REPORTS = `${config.portal}/xapi/statements`;
const OFTEN = 1000;
const here = new URL(".", location.href);

let begun = false;
let item = null;
let other = null; // the window of a part that wants one of its own
let watched = null;

const tell = (message) => window.parent.postMessage(message, config.portal);
const partOf = (id) => config.items.find((each) => each.id === id);

/** Tell the lesson whenever the part in a window has spoken to the portal: its result may be another now. */
function watch(view) {
  watched = view.performance;
  new view.PerformanceObserver((list) => {
    if (list.getEntries().some((entry) => entry.name.startsWith(REPORTS))) tell({ kind: "reported" });
  }).observe({ type: "resource", buffered: true });
}

/** Take the part away that runs, so that it can say its last word before another is opened. */
function leave() {
  other?.close();
  other = null;
  return new Promise((resolve) => {
    content.addEventListener("load", resolve, { once: true });
    content.src = "about:blank";
  });
}

async function choose(part) {
  await leave();
  item = part;
  for (const button of buttons) {
    button.setAttribute("aria-current", String(button.dataset.item === part.id));
  }
  apart.hidden = !part.own_window;
  content.hidden = part.own_window;
  // A window may be opened by somebody's own click alone.
  if (!part.own_window) tell({ kind: "open", item: part.id });
}

function openApart() {
  other?.close();
  other = window.open("about:blank");
  if (other) tell({ kind: "open", item: item.id });
}

function launch({ item: id, parameters }) {
  if (!item || id !== item.id) return;
  const address = new URL(`content/${item.href}`, here);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  if (item.own_window) other?.location.replace(address.href);
  else content.src = address.href;
}

/** Look after a window of its own: it says neither when it has loaded nor when it is closed. */
function lookAfter() {
  if (!other) return;
  if (other.closed) {
    other = null;
    tell({ kind: "reported" });
  } else if (other.performance !== watched && other.location.href !== "about:blank") {
    watch(other);
  }
}

function begin(message) {
  begun = true;
  for (const button of buttons) {
    button.addEventListener("click", () => choose(partOf(button.dataset.item)));
  }
  apart.querySelector("button").addEventListener("click", openApart);
  content.addEventListener("load", () => {
    watch(content.contentWindow);
    tell({ kind: "reported" });
  });
  setInterval(lookAfter, OFTEN);
  choose(partOf(message.item) || config.items[0]);
}

window.addEventListener("message", (event) => {
  if (event.origin !== config.portal || event.source !== window.parent) return;
  if (event.data?.kind === "begin" && !begun) begin(event.data);
  else if (event.data?.kind === "launch") launch(event.data);
});
tell({ kind: "ready" });
