// What the page has to say stands beside the box, in our words; nothing is ever laid over the conversation.
// Gradio's own notes are hidden: those that Docent sent are shown here, of the others only that something failed.
(() => {
  "use strict";

  const { make, words } = window.docent;
  const SHOWN_SECONDS = 8; // a problem stays until it is closed, or something else is asked
  const MOST = 3;
  const seen = new WeakSet();

  const place = () => {
    const there = document.getElementById("messages");
    if (there) return there;
    const list = make("div", { id: "messages" });
    const beside = document.getElementById("drafts") ?? document.getElementById("box");
    if (beside) beside.before(list);
    else document.body.append(list);
    return list;
  };

  const remove = (note) => note.remove();

  const say = (text, { isProblem = false } = {}) => {
    const list = place();
    [...list.children].filter((note) => note.dataset.text === text).forEach(remove);
    const close = make("button", { type: "button", className: "close", textContent: "✕" });
    close.setAttribute("aria-label", words.message_close);
    const note = make("div", { className: isProblem ? "said problem" : "said" }, make("p", { textContent: text }), close);
    note.dataset.text = text;
    note.setAttribute("role", isProblem ? "alert" : "status");
    close.addEventListener("click", () => {
      remove(note);
      document.querySelector("#box textarea")?.focus();
    });
    list.append(note);
    [...list.children].slice(0, -MOST).forEach(remove);
    if (!isProblem) setTimeout(() => remove(note), 1000 * SHOWN_SECONDS);
  };

  const clear = () => document.querySelectorAll("#messages .said").forEach(remove);

  const take = async (note) => {
    const ours = note.querySelector(".docent-said");
    const kind = note.closest(".toast-body")?.classList;
    if (ours) {
      say(ours.textContent, { isProblem: !kind?.contains("info") });
      return;
    }
    if (!kind?.contains("error")) return;
    window.docent.isBroken = true; // Gradio may have given up on this page
    if (await window.docent.isConnected?.()) say(words.went_wrong, { isProblem: true });
  };

  const look = () => {
    document.querySelectorAll(".toast-wrap [data-testid=toast-text]").forEach((note) => {
      if (seen.has(note)) return;
      seen.add(note);
      take(note);
    });
  };

  Object.assign(window.docent, { say, clearMessages: clear });
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#new, .bar-new, li.conversation a, #chatbot .example")) clear();
  });
})();
