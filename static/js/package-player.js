// The player on the packages' origin: gives a SCORM package the interface that it looks for in the windows above
// it, and tells the lesson, which is on another origin, what the package reports.

const config = JSON.parse(document.getElementById("config").textContent);
const content = document.getElementById("content");
const buttons = [...document.querySelectorAll("[data-item]")];
const IS_12 = config.standard === "1.2";
const PAUSE = 200; // what is said within it and then left in haste may be lost
const here = new URL(".", location.href);

let api = null;
let item = null;
let learner = {};
let states = {};
let sequence = 0;
let timer = 0;

const tell = (message) => window.parent.postMessage(message, config.portal);

function duration(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (IS_12) return parts.map((part, index) => String(part).padStart(index ? 2 : 4, "0")).join(":");
  return `PT${parts[0]}H${parts[1]}M${parts[2]}S`;
}

/** What a part starts from: what was kept, and what the portal alone may say. */
function beginning(part) {
  const { seconds = 0, ...kept } = states[part.id] || {};
  const core = IS_12 ? "cmi.core." : "cmi.";
  const suspended = kept[`${core}exit`] === "suspend";
  const fresh = Object.keys(kept).length === 0;
  const values = { ...kept, "cmi.launch_data": part.launch_data };
  delete values[`${core}exit`];
  values[`${core}entry`] = fresh ? "ab-initio" : suspended ? "resume" : "";
  values[`${core}credit`] = "credit";
  values[`${core}total_time`] = duration(seconds);
  values[IS_12 ? "cmi.core.student_id" : "cmi.learner_id"] = learner.id || "learner";
  values[IS_12 ? "cmi.core.student_name" : "cmi.learner_name"] = learner.name;
  if (IS_12) {
    values["cmi.core.lesson_mode"] = "normal";
    values["cmi.core.lesson_status"] ||= "not attempted";
    if (part.mastery_score) values["cmi.student_data.mastery_score"] = part.mastery_score;
  }
  return values;
}

/** Tell the lesson all that the package has said so far. The number tells old messages from new. */
function report() {
  clearTimeout(timer);
  timer = 0;
  if (!api || !item) return;
  const values = Object.entries(api.getFlattenedCMI())
    .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "")
    .map(([name, value]) => [name, String(value)]);
  sequence += 1;
  states[item.id] = { ...(states[item.id] || {}), ...Object.fromEntries(values) };
  tell({ kind: "record", item: item.id, sequence, values: Object.fromEntries(values) });
}

function reportSoon() {
  if (!timer) timer = setTimeout(report, PAUSE);
}

function listen() {
  const names = IS_12
    ? ["LMSSetValue.cmi.*", "LMSInitialize", "LMSCommit", "LMSFinish"]
    : ["SetValue.cmi.*", "Initialize", "Commit", "Terminate"];
  api.on(names[0], reportSoon);
  for (const name of names.slice(1)) api.on(name, report);
}

/** Take the part away that runs, so that it says its last word to its own interface. */
function leave() {
  if (!api) return Promise.resolve();
  return new Promise((resolve) => {
    content.addEventListener("load", () => resolve(report()), { once: true });
    content.src = "about:blank";
  });
}

async function start(part, API) {
  await leave();
  item = part;
  api = new API({ autocommit: false, logLevel: "ERROR", selfReportSessionTime: true });
  api.loadFromFlattenedJSON(beginning(part));
  window[IS_12 ? "API" : "API_1484_11"] = api;
  listen();
  content.src = new URL(`content/${part.href}`, here).href;
  for (const button of buttons) {
    button.setAttribute("aria-current", String(button.dataset.item === part.id));
  }
}

async function begin(message) {
  ({ learner, states } = message);
  const runtime = await import(document.querySelector("[data-runtime]").dataset.runtime);
  const API = IS_12 ? runtime.Scorm12API : runtime.Scorm2004API;
  for (const button of buttons) {
    const part = config.items.find((each) => each.id === button.dataset.item);
    button.addEventListener("click", () => start(part, API));
  }
  await start(config.items.find((each) => each.id === message.item) || config.items[0], API);
}

window.addEventListener("message", (event) => {
  const fits = event.origin === config.portal && event.source === window.parent;
  if (fits && event.data && event.data.kind === "begin" && !api) begin(event.data);
});
window.addEventListener("pagehide", report);
tell({ kind: "ready" });
