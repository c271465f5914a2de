// The player of cmi5 packages, on the packages' origin. A part reports to the portal by itself. The lesson, which is on
// another origin and knows the learner, opens it and says what it is launched with.

const config = JSON.parse(document.getElementById("config").textContent);
const content = document.getElementById("content");
const apart = document.getElementById("apart");
const buttons = [...document.querySelectorAll("[data-item]")];
const REPORTS = `${config.portal}/xapi/statements`;
const here = new URL(".", location.href);

let begun = false;
let item = null;
let address = ""; // of a part that wants a window of its own and has not got it yet
let wanted = false;
let asked = 0; // numbers of the lesson's openings: an answer to an older one is of no use
let answered = 0;

const tell = (message) => window.parent.postMessage(message, config.portal);
const partOf = (id) => config.items.find((each) => each.id === id);

/** Tell the lesson whenever the part in the frame has spoken to the portal: its result may be another now. */
function watch() {
  new content.contentWindow.PerformanceObserver((list) => {
    if (list.getEntries().some((entry) => entry.name.startsWith(REPORTS))) tell({ kind: "reported" });
  }).observe({ type: "resource", buffered: true });
  tell({ kind: "reported" });
}

/** Take the part away that runs, so that it can say its last word before another is opened. */
function leave() {
  return new Promise((resolve) => {
    content.addEventListener("load", resolve, { once: true });
    content.src = "about:blank";
  });
}

/** Ask the lesson to open the part. A second time would end what the first has opened. */
function ask() {
  if (asked > answered) return;
  asked += 1;
  tell({ kind: "open", item: item.id, number: asked });
}

async function choose(part) {
  asked += 1;
  answered = asked;
  const turn = asked;
  await leave();
  if (turn !== asked) return; // another was chosen meanwhile
  item = part;
  address = "";
  wanted = false;
  for (const button of buttons) {
    button.setAttribute("aria-current", String(button.dataset.item === part.id));
  }
  apart.hidden = !part.own_window;
  content.hidden = part.own_window;
  ask();
}

/** Open the part in a window that nothing here can reach: the lesson does not share windows with other origins. */
function openApart() {
  if (!address) {
    // It is on its way, or was used before: each opening has an address of its own.
    wanted = true;
    ask();
    return;
  }
  window.open(address, "_blank", "noopener");
  address = "";
  wanted = false;
}

function launch({ number, parameters }) {
  if (number !== asked || asked === answered) return;
  answered = number;
  if (!parameters) return;
  const url = new URL(`content/${item.href}`, here);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (!item.own_window) {
    content.src = url.href;
    return;
  }
  address = url.href;
  if (wanted) openApart();
}

function begin(message) {
  begun = true;
  for (const button of buttons) {
    button.addEventListener("click", () => choose(partOf(button.dataset.item)));
  }
  apart.querySelector("button").addEventListener("click", openApart);
  content.addEventListener("load", watch);
  // Who comes back from another window may have done something there.
  window.addEventListener("focus", () => tell({ kind: "reported" }));
  choose(partOf(message.item) || config.items[0]);
}

window.addEventListener("message", (event) => {
  if (event.origin !== config.portal || event.source !== window.parent) return;
  if (event.data?.kind === "begin" && !begun) begin(event.data);
  else if (event.data?.kind === "launch") launch(event.data);
});
tell({ kind: "ready" });
