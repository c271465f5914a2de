// Shows new results as soon as a filter is chosen. Focus stays where it is and the number of results is announced.
// Without this file people press "Show results".
const form = document.querySelector("[data-filters]");
const parser = new DOMParser();
let latest = 0;

const show = async (url, push) => {
  const turn = ++latest;
  document.querySelector("[data-results]").setAttribute("aria-busy", "true");
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  const page = parser.parseFromString(await response.text(), "text/html");
  if (turn !== latest) return;
  const fresh = page.querySelector("[data-results]");
  const freshForm = page.querySelector("[data-filters]");
  if (!response.ok || !fresh || !freshForm) return location.assign(url);
  const results = document.querySelector("[data-results]");
  results.replaceChildren(...fresh.childNodes);
  results.removeAttribute("aria-busy");
  const count = (input) => input.closest("label").querySelector(".count");
  for (const input of form.querySelectorAll("input[type=checkbox]")) {
    const same = [...freshForm.elements].find((other) => other.name === input.name && other.value === input.value);
    input.checked = Boolean(same && same.checked);
    count(input).replaceChildren(...(same ? count(same).childNodes : ["0"]));
  }
  document.querySelector("[data-announce]").textContent = results.querySelector("[data-total]").textContent.trim();
  if (push) history.pushState(null, "", url);
};

if (form) {
  form.classList.add("is-live");
  form.addEventListener("change", () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    const url = location.pathname + (query ? `?${query}` : "");
    show(url, true).catch(() => location.assign(url));
  });
  addEventListener("popstate", () => location.reload());
}
