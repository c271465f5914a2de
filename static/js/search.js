// Suggests titles while people write in a search field: a combobox with a list (ARIA Authoring Practices).
// Without this file the field is an ordinary search field, and Enter always searches for what is written.
const SHORTEST = 2;
const PAUSE = 120;
let lists = 0;

const attach = (form) => {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let asked = 0;
  let timer;

  list.id = `suggestions-${++lists}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) input.setAttribute(name, value);

  const choose = (place) => {
    active = place;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  };

  const show = (found) => {
    options = found.map((item, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.dataset.url = item.url;
      option.textContent = item.title;
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(Boolean(options.length)));
    status.textContent = options.length ? `${form.dataset.suggestLabel}: ${options.length}` : "";
    choose(-1);
  };

  const ask = async () => {
    const turn = ++asked;
    const text = input.value.trim();
    if (text.length < SHORTEST) return show([]);
    const query = new URLSearchParams({ q: input.value.trimStart(), locale: document.documentElement.lang });
    try {
      const response = await fetch(`${form.dataset.suggest}?${query}`);
      const found = response.ok ? (await response.json()).suggestions : [];
      if (turn === asked && document.activeElement === input) show(found);
    } catch {
      show([]); // no connection: the field still searches
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show([]);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options[active].dataset.url);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => {
    asked++;
    clearTimeout(timer);
    show([]);
  });
};

document.querySelectorAll("form[data-suggest]").forEach(attach);

// Counts, without saying whose, that a search led somewhere; editors see which searches do not.
const results = document.querySelector("[data-clicks]");
results?.addEventListener("click", (event) => {
  if (!event.target.closest(".hits a")) return;
  const told = new URLSearchParams({ q: results.dataset.query, locale: document.documentElement.lang });
  navigator.sendBeacon(results.dataset.clicks, told);
});
