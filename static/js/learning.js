// Keeps what learners do, also on a bad connection: every report lies in this browser until the server has said that
// it has it, and is sent again until then. Without this file the same forms work by themselves.

const QUEUE = "learning:queue";
const status = document.getElementById("saving");
const lesson = document.querySelector("[data-lesson]");
const quiz = document.querySelector("form[data-attempt]");
const { owner = "", csrf = "" } = (lesson ?? quiz)?.dataset ?? {};

// --- The queue: one waiting report for each lesson and attempt, in which later words replace earlier ones.

let memory = {}; // where the browser keeps nothing, for as long as the page is open

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(QUEUE) ?? "{}");
  } catch {
    return memory;
  }
};

const write = (queue) => {
  memory = queue;
  try {
    localStorage.setItem(QUEUE, JSON.stringify(queue));
  } catch {
    // Full or forbidden: the report stays in memory and is sent all the same.
  }
};

const change = (key, alter) => {
  const queue = read();
  const next = alter(queue[key]);
  if (next) queue[key] = next;
  else delete queue[key];
  write(queue);
};

const say = (name, message) => {
  if (status) status.textContent = message ?? status.dataset[name] ?? "";
};

let timer;
let pause = 1000;
let busy = false;
const listeners = {};

const plan = (delay) => {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
};

// Puts a report in line. `body` is merged over what waits under the same key.
const enqueue = (key, url, body, { delay = 600 } = {}) => {
  change(key, (waiting) => {
    const before = waiting?.body ?? {};
    const merged = { ...before, ...body };
    for (const part of ["activities", "answers"])
      if (before[part] || body[part]) merged[part] = { ...before[part], ...body[part] };
    return { id: crypto.randomUUID(), owner, url, body: merged };
  });
  plan(delay);
};

const post = async (report) => {
  const response = await fetch(report.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ ...report.body, id: report.id }),
    keepalive: JSON.stringify(report.body).length < 50000,
    signal: AbortSignal.timeout(20000),
    redirect: "manual",
  });
  const isJson = response.headers.get("content-type")?.includes("json");
  return { code: response.type === "opaqueredirect" ? 401 : response.status, answer: isJson ? await response.json() : {} };
};

const send = async () => {
  if (busy) return plan(300);
  const mine = Object.entries(read()).filter(([, report]) => report.owner === owner);
  if (!mine.length) return;
  busy = true;
  say("sending");
  let again = false;
  for (const [key, report] of mine) {
    try {
      const { code, answer } = await post(report);
      const refused = [400, 404, 413, 422].includes(code);
      if ((code < 300 && answer.id === report.id) || refused) {
        // Acknowledged, unless something newer has come in line meanwhile.
        change(key, (waiting) => (waiting?.id === report.id ? undefined : waiting));
        listeners[key]?.(answer, report);
        say(refused ? "refused" : "saved", answer.message);
      } else if (code === 401 || code === 403) {
        say("login", answer.message);
      } else {
        again = true;
      }
    } catch {
      again = true;
    }
  }
  busy = false;
  if (again) {
    say("waiting");
    pause = Math.min(pause * 2, 60000);
    plan(pause);
  } else {
    pause = 1000;
    if (Object.values(read()).some((report) => report.owner === owner && !mine.some(([, sent]) => sent.id === report.id)))
      plan(100);
  }
};

addEventListener("online", () => plan(0));
addEventListener("pagehide", () => {
  clearTimeout(timer);
  for (const report of Object.values(read())) if (report.owner === owner) post(report).catch(() => {});
});

// --- A lesson: what is ticked and written, the place, and that it is done.

/** The outline beside the lesson, as the server counts it now that one more lesson is done. */
const countAnew = async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [fresh, old] = [page, document].map((each) => each.querySelector(".side-column .fact-box"));
  if (fresh && old) old.replaceWith(document.importNode(fresh, true));
};

const followLesson = () => {
  const { lesson: key, report: url, ticket } = lesson.dataset;
  const name = `lesson:${owner}:${key}`;
  const tell = (body, options) => enqueue(name, url, { ticket, ...body }, options);

  // What waits from before is newer than what the server has shown.
  const waiting = read()[name]?.body?.activities ?? {};
  for (const form of document.querySelectorAll("form[data-activity]")) {
    const block = form.dataset.activity;
    const text = form.querySelector("textarea");
    if (block in waiting) {
      if (text) text.value = waiting[block];
      else for (const box of form.querySelectorAll("[name=tick]")) box.checked = waiting[block].includes(box.value);
    }
    const value = () =>
      text ? text.value : [...form.querySelectorAll("[name=tick]:checked")].map((box) => box.value);
    form.addEventListener("input", () => tell({ activities: { [block]: value() } }));
    form.addEventListener("submit", (event) => {
      // Handing in for review is the form's own business; what it takes along is kept here all the same.
      if (event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      tell({ activities: { [block]: value() } }, { delay: 0 });
    });
    form.classList.add("saves-itself");
  }

  document.querySelector("form[data-complete]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    listeners[name] = (answer, report) => {
      if (!answer.saved || !report.body.completed) return;
      const done = document.createElement("p");
      done.className = "status status-finished";
      done.textContent = status?.dataset.done ?? "";
      done.tabIndex = -1;
      form.replaceWith(done);
      const finished = document.querySelector("template#finished");
      if (answer.evaluate && finished) done.after(finished.content.cloneNode(true));
      done.focus();
      countAnew();
    };
    tell({ completed: true }, { delay: 0 });
  });

  // The place: the last block that has come up to the upper half of the window.
  const places = [...document.querySelectorAll("[data-place]")];
  let last = "";
  let resting;
  const look = () => {
    const seen = places.filter((place) => place.getBoundingClientRect().top < innerHeight / 2).at(-1);
    if (!seen || seen.dataset.place === last) return;
    last = seen.dataset.place;
    tell({ position: last }, { delay: 1500 });
  };
  addEventListener("scroll", () => {
    clearTimeout(resting);
    resting = setTimeout(look, 800);
  }, { passive: true });
  tell({ opened: true }, { delay: 1200 });
};

// --- A quiz: every answer is kept as it is given; handing in is repeated until it is through.

const answersOf = (form) => {
  const answers = {};
  for (const field of form.elements) {
    if (!field.name?.startsWith("q-")) continue;
    const key = field.name.slice(2);
    answers[key] ??= [];
    if (!["radio", "checkbox"].includes(field.type) || field.checked) answers[key].push(field.value);
  }
  return answers;
};

const put = (form, answers) => {
  for (const [key, values] of Object.entries(answers)) {
    const fields = [...form.elements].filter((field) => field.name === `q-${key}`);
    fields.forEach((field, number) => {
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[number] ?? "";
    });
  }
};

const followQuiz = () => {
  const { attempt, report: url } = quiz.dataset;
  const name = `attempt:${owner}:${attempt}`;
  const waiting = read()[name]?.body;
  if (waiting?.answers) put(quiz, waiting.answers);
  listeners[name] = (answer) => {
    if (answer.submitted) location.assign(answer.url); // handed in before, and through only now
  };
  quiz.addEventListener("input", () => enqueue(name, url, { answers: answersOf(quiz), submit: false }));
  quiz.addEventListener("submit", (event) => {
    if (event.submitter?.name === "save") return; // the server leads back to the lesson
    event.preventDefault();
    const native = () => {
      if (event.submitter?.name) {
        const extra = document.createElement("input");
        extra.type = "hidden";
        extra.name = event.submitter.name;
        extra.value = event.submitter.value;
        quiz.append(extra);
      }
      quiz.submit();
    };
    listeners[name] = (answer) => {
      if (answer.submitted) location.assign(answer.url);
      else native(); // something is open or not understood: the server says what, beside each question
    };
    const body = { answers: answersOf(quiz), submit: true, confirm: event.submitter?.name === "confirm" };
    enqueue(name, url, body, { delay: 0 });
  });
  document.getElementById("errors")?.focus();
};

// --- Ordering by buttons: the list shows the order, the fields for places follow it.

const button = (sign, label, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ordering-move";
  made.textContent = sign;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
};

const makeMovable = (list) => {
  const { up, down, told } = list.dataset;
  const items = () => [...list.children];
  const select = (item) => item.querySelector("select");
  const text = (item) => item.querySelector(".ordering-text").textContent;
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  list.after(live);

  // Places are posted in the order in which the items first stood, so hidden fields keep that order.
  const order = new Map(items().map((item, number) => [item, number]));
  const mirror = [...order.keys()].map((item) => {
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = select(item).name;
    hidden.value = select(item).value;
    return hidden;
  });
  const settle = (touched) => {
    items().forEach((item, place) => {
      if (touched) mirror[order.get(item)].value = String(place);
      const [first, second] = item.querySelectorAll("button");
      first.disabled = place === 0;
      second.disabled = place === list.children.length - 1;
    });
  };
  const arrange = () => {
    const placed = items().filter((item) => mirror[order.get(item)].value !== "");
    if (placed.length !== items().length) return;
    list.append(...items().sort((a, b) => mirror[order.get(a)].value - mirror[order.get(b)].value));
  };
  const move = (item, step) => {
    const target = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!target) return;
    if (step < 0) target.before(item);
    else target.after(item);
    settle(true);
    const [first, second] = item.querySelectorAll("button");
    const wanted = step < 0 ? first : second;
    (wanted.disabled ? (step < 0 ? second : first) : wanted).focus();
    const place = items().indexOf(item) + 1;
    live.textContent = told.replace("{item}", text(item)).replace("{place}", place).replace("{count}", list.children.length);
    mirror[0].dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const item of items()) {
    const words = item.querySelector(".ordering-text");
    const moves = document.createElement("span");
    moves.className = "ordering-moves";
    moves.append(
      button("↑", up.replace("{item}", words.textContent), () => move(item, -1)),
      button("↓", down.replace("{item}", words.textContent), () => move(item, 1)),
    );
    select(item).remove();
    item.replaceChildren(words, moves);
  }
  list.closest("fieldset").append(...mirror);
  list.closest("fieldset").querySelector(".ordering-help").hidden = true;
  list.classList.add("movable");
  return () => {
    arrange();
    settle(false);
  };
};

// --- The time that is left, counted from what the server says.

const countDown = (line) => {
  const end = performance.now() + Number(line.dataset.seconds) * 1000;
  const telling = document.getElementById("time-told");
  const told = new Set();
  const show = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    line.textContent = left ? line.dataset.text.replace("{time}", time) : line.dataset.over;
    for (const minutes of [10, 5, 1])
      if (left <= minutes * 60 && left > minutes * 60 - 5 && !told.has(minutes)) {
        told.add(minutes);
        telling.textContent = line.dataset.warning.replace("{minutes}", minutes);
      }
    if (left) setTimeout(show, 1000);
    else telling.textContent = line.dataset.over;
  };
  show();
};

const arranging = [...document.querySelectorAll(".ordering")].map(makeMovable);
if (lesson) followLesson();
if (quiz) followQuiz();
for (const arrange of arranging) arrange();
for (const line of document.querySelectorAll("[data-seconds]")) countDown(line);
if (owner) plan(500);
