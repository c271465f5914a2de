/* A search field before a <select multiple>, for lists too long to scroll.
 *
 * The select stays the form's field: it is hidden, and every choice is written to it. Pattern: the ARIA
 * combobox with a multi-select list (arrow keys, Enter, Escape), with the chosen ones as buttons above.
 */

const MAX_SHOWN = 30;
const WAIT = 180;
let serial = 0;

/* Case and accents are ignored, but å, ä and ö are letters of their own: "o" does not find "ö". */
const fold = (text) =>
  text
    .toLocaleLowerCase("sv")
    .normalize("NFD")
    .replace(/([aA])\u030a/g, "å")
    .replace(/([aA])\u0308/g, "ä")
    .replace(/([oO])\u0308/g, "ö")
    .replace(/[\u0300-\u036f]/g, "");

const say = (template, values) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`%(${name})s`, value),
    template,
  );

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

class SearchSelect extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.select = this.querySelector("select");
    if (!this.select) return;
    serial += 1;
    this.active = -1;
    this.shown = [];
    this.build();
    this.renderChosen();
    this.listen();
  }

  build() {
    const id = `search-select-${serial}`;
    const label = document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`);
    if (label && !label.id) label.id = `${id}-label`;
    const described = this.select.getAttribute("aria-describedby");
    this.chosenList = element("ul", { class: "search-select-chosen", "aria-label": this.dataset.chosen });
    this.input = element("input", {
      type: "text",
      id: `${id}-input`,
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: this.dataset.search,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
    });
    if (label) this.input.setAttribute("aria-labelledby", label.id);
    else this.input.setAttribute("aria-label", this.dataset.search);
    if (described) this.input.setAttribute("aria-describedby", described);
    if (this.select.disabled) this.input.disabled = true;
    this.list = element("ul", {
      id: `${id}-list`,
      class: "search-select-list",
      role: "listbox",
      "aria-multiselectable": "true",
      "aria-label": this.dataset.search,
      hidden: "",
    });
    this.status = element("p", { class: "search-select-status", role: "status" });
    this.append(
      this.chosenList,
      element("div", { class: "search-select-field" }, this.input, this.list),
      this.status,
    );
    this.select.hidden = true;
    this.classList.add("is-ready");
  }

  listen() {
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("focus", () => this.search());
    this.input.addEventListener("click", () => this.search());
    this.input.addEventListener("keydown", (event) => this.press(event));
    /* Another window in front is no reason to close: the field still has the focus of this one. */
    this.input.addEventListener("blur", () => {
      if (document.activeElement !== this.input) this.close();
    });
    /* The field must not lose focus when the list is pressed with a pointer. */
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.toggle(this.shown[Number(item.dataset.index)]);
    });
    this.chosenList.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.remove(button);
    });
    /* A label's click goes to the hidden select; the person meant the field. */
    document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`)?.addEventListener(
      "click",
      (event) => {
        event.preventDefault();
        this.input.focus();
      },
    );
    this.select.form?.addEventListener("reset", () => setTimeout(() => this.renderChosen()));
  }

  get options() {
    return [...this.select.options];
  }

  async search() {
    const words = fold(this.input.value).split(/\s+/).filter(Boolean);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    if (this.dataset.address) {
      await new Promise((done) => setTimeout(done, WAIT));
      if (turn !== this.turn) return;
      const found = await this.ask();
      if (turn !== this.turn || !found) return;
      this.open(found);
      return;
    }
    const found = this.options
      .filter((option) => {
        const text = fold(`${option.text} ${option.parentElement.label ?? ""}`);
        return words.every((word) => text.includes(word));
      })
      .map((option) => ({
        value: option.value,
        label: option.text,
        group: option.parentElement.label ?? "",
      }));
    /* What begins with the words comes first: "Orust" before "Norrköping". */
    if (words.length) {
      const first = (item) => (fold(item.label).startsWith(words[0]) ? 0 : 1);
      found.sort((one, other) => first(one) - first(other));
    }
    this.open(found);
  }

  async ask() {
    try {
      const address = `${this.dataset.address}?q=${encodeURIComponent(this.input.value)}`;
      const response = await fetch(address, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (!response.ok) throw new Error(response.status);
      return (await response.json()).choices;
    } catch {
      this.status.textContent = this.dataset.failed;
      return null;
    }
  }

  isChosen(value) {
    return this.options.some((option) => option.value === value && option.selected);
  }

  open(found) {
    if (document.activeElement !== this.input) return;
    this.shown = found.slice(0, MAX_SHOWN);
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...this.shown.map((item, index) => {
        const row = element(
          "li",
          {
            id: `${this.list.id}-${index}`,
            role: "option",
            "aria-selected": String(this.isChosen(item.value)),
            "data-index": index,
          },
          element("span", {}, item.label),
        );
        if (item.group) row.append(element("small", {}, item.group));
        return row;
      }),
    );
    this.list.hidden = this.shown.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const more = found.length > this.shown.length ? `${this.shown.length}+` : found.length;
    this.status.textContent = this.shown.length
      ? say(this.dataset.hits, { count: more })
      : this.dataset.none;
  }

  close() {
    this.turn = (this.turn ?? 0) + 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  move(to) {
    const rows = [...this.list.children];
    if (!rows.length) return;
    rows[this.active]?.classList.remove("is-active");
    this.active = (to + rows.length) % rows.length;
    const row = rows[this.active];
    row.classList.add("is-active");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.search();
      else if (event.key === "ArrowDown") this.move(this.active + 1);
      else this.move(this.active < 0 ? -1 : this.active - 1);
    } else if (event.key === "Enter") {
      /* Enter in this field must never send the form. */
      event.preventDefault();
      if (open) this.toggle(this.shown[Math.max(this.active, 0)]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  toggle(item) {
    if (!item) return;
    let option = this.options.find((known) => known.value === item.value);
    if (!option) {
      option = new Option(item.label, item.value);
      this.select.append(option);
    }
    option.selected = !option.selected;
    const index = this.shown.indexOf(item);
    this.list.children[index]?.setAttribute("aria-selected", String(option.selected));
    this.changed(option.selected ? this.dataset.added : this.dataset.removed, item.label);
    if (this.input.value) {
      this.input.value = "";
      this.search();
    }
  }

  remove(button) {
    const option = this.options.find((known) => known.value === button.value);
    const buttons = [...this.chosenList.querySelectorAll("button")];
    const place = buttons.indexOf(button);
    option.selected = false;
    this.changed(this.dataset.removed, option.text);
    const left = this.chosenList.querySelectorAll("button");
    (left[Math.min(place, left.length - 1)] ?? this.input).focus();
  }

  changed(template, name) {
    this.renderChosen();
    this.select.dispatchEvent(new Event("input", { bubbles: true }));
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.status.textContent = say(template, { name });
  }

  renderChosen() {
    const chosen = this.options.filter((option) => option.selected);
    this.chosenList.hidden = chosen.length === 0;
    this.chosenList.replaceChildren(
      ...chosen.map((option) => {
        const button = element(
          "button",
          { type: "button", value: option.value, "aria-label": say(this.dataset.remove, { name: option.text }) },
          element("span", {}, option.text),
          element("span", { "aria-hidden": "true", class: "search-select-cross" }, "×"),
        );
        button.disabled = this.select.disabled;
        return element("li", {}, button);
      }),
    );
  }
}

customElements.define("search-select", SearchSelect);
