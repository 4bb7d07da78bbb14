// The bar of a phone, the heading of every page of the chat, and its title.
(() => {
  "use strict";

  const { words } = window.docent;
  const toggle = () => document.querySelector("#sidebar .toggle-button");

  const look = () => {
    const heading = document.querySelector("#bar h1");
    if (!heading) return;
    const current = document.querySelector("li.conversation.current .title")?.textContent.trim();
    const text = current || words.new;
    if (heading.textContent !== text) heading.textContent = text;
    const title = current ? `${current} · ${window.docent.settings.site}` : window.docent.settings.title;
    if (document.title !== title) document.title = title;
    const isOpen = document.querySelector("#sidebar.open") !== null;
    const menu = document.querySelector("#bar .bar-menu");
    if (menu.getAttribute("aria-expanded") !== String(isOpen)) menu.setAttribute("aria-expanded", String(isOpen));
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#bar .bar-menu")) toggle()?.click();
    else if (event.target.closest?.("#bar .bar-new")) document.getElementById("new")?.click();
  });

  const begin = () => {
    if (location.pathname.startsWith("/admin")) return;
    const seen = { childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ["class"] };
    new MutationObserver(look).observe(document.body, seen);
    look();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
