// Keeps what is typed while a question is on its way: the server empties the box when it has the question, and the next
// words may stand in it by then.
(() => {
  "use strict";

  const native = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  let sent = null; // the words on their way; null where the box is not about to be emptied
  let typed = ""; // what was typed since

  const isBox = (element) => element?.matches?.("#box textarea");

  // --- a page that is loaded again before the server has the question --------------------------------------------
  const KEY = "docent-on-its-way";
  const remember = (words) => {
    try { sessionStorage.setItem(KEY, JSON.stringify({ words, place: location.search })); } catch { /* no storage */ }
  };
  const forget = () => {
    try { sessionStorage.removeItem(KEY); } catch { /* no storage */ }
  };
  const recall = () => {
    try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; }
  };
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  // The server has it: it waits, or is the last question that was asked.
  const isAsked = (words) => {
    const asked = [...document.querySelectorAll("#chatbot [data-testid=user]")].slice(-1).map((one) => one.textContent);
    const waiting = [...document.querySelectorAll("#queued li[data-text]")].map((item) => item.dataset.text);
    return [...asked, ...waiting].some((text) => plain(text) === plain(words));
  };
  const fill = (box, words) => {
    native.set.call(box, words);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Put the words of the page before back into the box, unless the server has the question. What the page shows first
  // empties the box: they are put back after that too, until someone does something.
  let returning = null;
  const CALM_MILLISECONDS = 10_000;
  const bringBack = () => {
    const kept = recall();
    if (!kept || kept.place !== location.search) return;
    const { words } = kept;
    const look = () => {
      const box = document.querySelector("#box textarea");
      if (!box || !document.querySelector("#conversations li, #conversations .empty")) return;
      if (isAsked(words)) {
        end();
        forget();
        if (native.get.call(box) === words) fill(box, "");
      } else if (returning === null) {
        returning = words;
        guard(box);
        if (!native.get.call(box)) fill(box, words);
      }
    };
    const observer = new MutationObserver(() => requestAnimationFrame(look));
    const end = () => {
      observer.disconnect();
      returning = null;
      acts.forEach((act) => window.removeEventListener(act, end, { capture: true }));
    };
    const acts = ["keydown", "pointerdown"];
    acts.forEach((act) => window.addEventListener(act, end, { capture: true }));
    setTimeout(end, CALM_MILLISECONDS);
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  };

  const guard = (box) => {
    if (Object.hasOwn(box, "value")) return;
    Object.defineProperty(box, "value", {
      configurable: true,
      get: () => native.get.call(box),
      set: (value) => {
        native.set.call(box, value);
        if (value === "" && returning) queueMicrotask(() => returning && fill(box, returning));
        if (value !== "" || sent === null) return;
        const kept = typed !== sent ? typed : "";
        sent = null;
        forget();
        if (!kept) return;
        queueMicrotask(() => {
          native.set.call(box, kept);
          box.dispatchEvent(new Event("input", { bubbles: true }));
        });
      },
    });
  };

  const noteSending = (box) => {
    guard(box);
    sent = typed = native.get.call(box);
    if (sent.trim()) remember(sent);
  };

  window.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && isBox(event.target)) noteSending(event.target);
  }, { capture: true });
  window.addEventListener("input", (event) => {
    if (isBox(event.target)) typed = native.get.call(event.target);
  }, { capture: true });
  window.addEventListener("click", (event) => {
    const box = document.querySelector("#box textarea");
    if (box && event.target.closest?.("#box .submit-button")) noteSending(box);
    else if (event.target.closest?.("#edit, #cancel-edit")) sent = null; // these empty it on purpose
  }, { capture: true });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", bringBack);
  else bringBack();
})();
