// Shows in the form of a synonym what the change does, while it is written. Without this file the button in
// the form shows the same in a tab of its own.
const PAUSE = 400;

const attach = (panel) => {
  const form = panel.closest("form");
  const shown = panel.querySelector("[data-effect-shown]");
  let asked = 0;
  let timer;

  const ask = async () => {
    const turn = ++asked;
    try {
      const response = await fetch(panel.dataset.effect, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (turn !== asked || !response.ok) return;
      const found = new DOMParser().parseFromString(await response.text(), "text/html");
      shown.replaceChildren(...found.body.children);
    } catch {
      // no connection: what was shown last stays, and the button still works
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  form.addEventListener("input", (event) => {
    if (["words", "language", "try"].includes(event.target.name)) soon();
  });
  panel.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  if (form.elements.words.value.trim()) ask();
};

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-effect]").forEach(attach);
});
