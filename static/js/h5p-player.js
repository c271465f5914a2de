// The player of H5P packages, on the packages' origin: hears what the content states as xAPI and tells the lesson,
// which is on another origin, in the same messages as a SCORM package.

const config = JSON.parse(document.getElementById("config").textContent);
const content = document.getElementById("content");
const PAUSE = 200; // a task states several things at once, and is not through with itself when it does
const OFTEN = 5000; // where somebody is changes without a word
const LONGEST = 64000; // characters of memory that are kept
const SUBCONTENT = "http://h5p.org/x-api/h5p-subContentId";
const THROUGH = new Set(["completed", "answered", "consumed"]);
const here = new URL(".", location.href);
const item = config.items[0];
const began = Date.now();

let begun = false;
let sequence = 0;
let timer = 0;
let values = {};

const tell = (message) => window.parent.postMessage(message, config.portal);

/** Return where somebody is in the content, as the content says it; what was kept before if it says nothing. */
function memory() {
  try {
    const state = content.contentWindow.H5P.instances[0].getCurrentState();
    const text = state === undefined ? "" : JSON.stringify(state);
    if (text && text.length <= LONGEST) return text;
  } catch {
    // Not every kind of content has a memory.
  }
  return values["cmi.suspend_data"] || "";
}

/** Tell the lesson all that is known so far. The number tells old messages from new. */
function report() {
  clearTimeout(timer);
  timer = 0;
  if (!begun) return;
  const seconds = Math.floor((Date.now() - began) / 1000);
  values["cmi.suspend_data"] = memory();
  values["cmi.session_time"] = `PT${seconds}S`;
  sequence += 1;
  tell({ kind: "record", item: item.id, sequence, values: { ...values } });
}

function reportSoon() {
  if (!timer) timer = setTimeout(report, PAUSE);
}

/** Take a result of the whole content; those of its parts are told apart by what they stand in. */
function take({ score, success }) {
  values["cmi.completion_status"] = "completed";
  values["cmi.success_status"] = { true: "passed", false: "failed" }[success] || "unknown";
  for (const name of ["scaled", "raw", "min", "max"]) {
    const number = score?.[name];
    if (Number.isFinite(number)) values[`cmi.score.${name}`] = String(number);
    else delete values[`cmi.score.${name}`];
  }
}

function hear({ verb, object, context, result = {} }) {
  const part =
    context?.contextActivities?.parent?.length || object?.definition?.extensions?.[SUBCONTENT];
  const through = THROUGH.has(verb?.id?.split("/").pop()) && result.completion !== false;
  if (through && !part) take(result);
  reportSoon();
}

function begin({ states }) {
  begun = true;
  const kept = Object.entries(states[item.id] || {}).filter(([name]) => name.startsWith("cmi."));
  values = { "cmi.completion_status": "incomplete", ...Object.fromEntries(kept) };
  window.h5p = { state: values["cmi.suspend_data"], hear };
  content.addEventListener("load", report, { once: true });
  content.src = new URL(item.href, here).href;
  setInterval(() => {
    if (memory() !== (values["cmi.suspend_data"] || "")) report();
  }, OFTEN);
}

window.addEventListener("message", (event) => {
  const fits = event.origin === config.portal && event.source === window.parent;
  if (fits && event.data?.kind === "begin" && !begun) begin(event.data);
});
window.addEventListener("pagehide", report);
tell({ kind: "ready" });
