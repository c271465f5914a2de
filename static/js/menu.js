// Closes an open menu when people press Escape or go elsewhere. Without this file the menus still work.
const close = (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.type === "keydown" || !menu.contains(event.target)) {
      if (event.type === "keydown" && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  }
};
addEventListener("keydown", (event) => event.key === "Escape" && close(event));
addEventListener("click", close);
addEventListener("focusin", close);
