// What Gradio does not do itself: the address of a conversation, dialogs, citations, copying, the language.
// Everything that is shown here is put in as text, never as markup.
(() => {
  "use strict";

  const settings = JSON.parse(document.currentScript.dataset.settings);
  const words = settings.words;

  // Gradio's own labels follow the browser; the switch must win.
  Object.defineProperty(navigator, "language", { get: () => settings.locale });
  Object.defineProperty(navigator, "languages", { get: () => [settings.locale] });
  document.documentElement.lang = settings.locale;

  // Gradio's own views (settings, API) are no part of the site.
  const query = new URLSearchParams(location.search);
  if (query.has("view")) {
    query.delete("view");
    history.replaceState(history.state, "", query.size ? `?${query}` : location.pathname);
  }

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // --- dialogs -------------------------------------------------------------------------------------------
  // Resolves to what `answer()` gives when the dialog is confirmed, else to null.
  let lastName = 0;
  const nameDialog = (dialog, content) => {
    const named = content.find((part) => ["H2", "P", "LABEL"].includes(part.tagName));
    if (!named) return;
    lastName += 1;
    named.id ||= `dialog-name-${lastName}`;
    dialog.setAttribute("aria-labelledby", named.id);
  };

  const openDialog = (content, { confirm, cancel, danger, answer }) =>
    new Promise((resolve) => {
      const dialog = make("dialog", { className: "docent-dialog" });
      nameDialog(dialog, content);
      const form = make("form", { method: "dialog" });
      const buttons = make("div", { className: "dialog-buttons" });
      if (cancel) {
        const button = make("button", { type: "button", textContent: cancel });
        button.addEventListener("click", () => dialog.close());
        buttons.append(button);
      }
      buttons.append(make("button", { type: "submit", textContent: confirm, className: danger ? "danger" : "primary" }));
      form.append(...content, buttons);
      dialog.append(form);
      let result = null;
      form.addEventListener("submit", () => { result = answer ? answer() : true; });
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      const leave = window.docentLayers.open(() => dialog.close());
      dialog.addEventListener("close", () => { leave(); dialog.remove(); resolve(result); });
      document.body.append(dialog);
      dialog.showModal();
    });

  const ask = (question, value) => {
    const input = make("input", { type: "text", value, maxLength: 200 });
    const label = make("label", {}, question, input);
    const answered = openDialog([label], { confirm: words.ok, cancel: words.cancel, answer: () => input.value });
    input.select();
    return answered;
  };

  const confirmDanger = (question) =>
    openDialog([make("p", { textContent: question })], { confirm: words.delete, cancel: words.cancel, danger: true });

  // --- citations and copying -----------------------------------------------------------------------------
  const copyReply = async (button) => {
    const reply = button.closest("[data-testid=bot], .message").cloneNode(true);
    reply.querySelectorAll(".reply-footer, .citation, .unsupported, .mark, .katex-html").forEach((part) => part.remove());
    await navigator.clipboard.writeText(reply.innerText.trim());
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 1500);
  };

  document.addEventListener("click", (event) => {
    const cited = event.target.closest?.('a[href^="#citation-"]');
    if (cited) {
      event.preventDefault();
      const id = cited.getAttribute("href").slice("#citation-".length);
      window.docentCitation.open(id, { words, language: settings.language, opener: cited });
      return;
    }
    const copy = event.target.closest?.("button.copy");
    if (copy) copyReply(copy);
    const language = event.target.closest?.("button.language");
    if (language) switchLanguage(language.dataset.language);
  });

  // --- language ------------------------------------------------------------------------------------------
  const switchLanguage = (language) => {
    document.cookie = `docent_language=${language}; path=/; max-age=31536000; samesite=lax`;
    location.href = location.pathname.replace(/\/(en|zh)\/?$/, `/${language}/`) + location.search;
  };

  // --- what the page's events call -----------------------------------------------------------------------
  let moment = 0;
  const nextMoment = () => (moment = Math.max(moment + 1, Math.round(performance.now())));
  const currentConversation = () => new URLSearchParams(location.search).get("c") || "";
  let triggerList = null;
  const exposed = {
    make,
    openDialog,
    confirmDanger,
    settings,
    words,
    // Events reach the server in any order: each says when it happened, in its last value.
    withMoment: (...values) => [...values.slice(0, -1), nextMoment()],
    readConversation: (...values) => [currentConversation(), ...values.slice(1, -1), nextMoment()],
    showConversation: (id) => {
      window.docentLayers.settled().then(() => {
        if (id === currentConversation()) return;
        history.pushState(null, "", id ? `?c=${encodeURIComponent(id)}` : location.pathname);
      });
      return id;
    },
    // A link that downloads leaves the page alone: at any other address Gradio would end what it is streaming.
    exportConversation: (id) => {
      make("a", { href: `/conversations/${encodeURIComponent(id)}.md?language=${settings.language}`, download: "" }).click();
      return id;
    },
    refresh: () => triggerList?.("select", { do: "refresh", id: currentConversation(), title: "" }),
    // A question that is taken back goes into the box, unless something else is being typed there.
    listenToQueue: (element, trigger) => {
      element.addEventListener("click", (event) => {
        const item = event.target.closest("button")?.closest("li[data-number]");
        if (!item) return;
        trigger("select", { number: item.dataset.number });
        const box = document.querySelector("#box textarea");
        if (box && !box.value) {
          box.value = item.dataset.text;
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }
        box?.focus();
      });
    },
    listenToModes: (element, trigger) => {
      element.addEventListener("click", (event) => {
        const mode = event.target.closest("button")?.dataset.mode;
        if (!mode) return;
        const send = document.querySelector("#box .submit-button");
        const isFilled = document.querySelector("#box textarea")?.value.trim() || document.querySelector("#box .thumbnail-item");
        if (mode === "check" && isFilled && send && !send.disabled) send.click(); // the working that is to be checked
        else trigger("select", { mode });
      });
    },
    listenToList: (element, trigger) => {
      triggerList = trigger;
      element.addEventListener("click", async (event) => {
        const item = event.target.closest("li.conversation");
        if (!item) return;
        const action = event.target.closest("button")?.dataset.do;
        const link = event.target.closest("a");
        const id = item.dataset.id;
        if (!action && link && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
          event.preventDefault();
          trigger("select", { do: "open", id, title: "" });
        } else if (action === "rename") {
          const title = await ask(words.rename_ask, item.querySelector(".title").textContent);
          if (title?.trim()) trigger("select", { do: "rename", id, title });
        } else if (action === "delete" && (await confirmDanger(words.delete_ask))) {
          trigger("select", { do: "delete", id, title: "" });
        }
      });
    },
  };
  window.docent = exposed;

  window.addEventListener("popstate", () => triggerList?.("select", { do: "open", id: currentConversation(), title: "" }));

  const loadPhotosLate = () => {
    document.querySelectorAll("#chatbot img:not([loading])").forEach((image) => { image.loading = "lazy"; });
  };
  // On a phone the list lies over the conversation: it is closed until it is wanted.
  const openList = () => document.querySelector("#sidebar.open .toggle-button");
  const closeListOnPhone = () => {
    if (matchMedia("(max-width: 768px)").matches) openList()?.click();
  };
  // Gradio slides the list in when the page is there; on a phone it goes out again, unseen.
  const closeListAtStart = () => {
    if (!matchMedia("(max-width: 768px)").matches) return;
    document.body.classList.add("list-closing");
    const isSlide = (event) => event.target.id === "sidebar" && event.propertyName === "transform";
    const afterSlide = (then) => {
      const listen = (event) => {
        if (!isSlide(event)) return;
        document.removeEventListener("transitionend", listen);
        then();
      };
      document.addEventListener("transitionend", listen);
    };
    afterSlide(() => {
      afterSlide(() => document.body.classList.remove("list-closing"));
      closeListOnPhone();
    });
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#new, li.conversation a")) closeListOnPhone();
  });

  const begin = () => {
    closeListAtStart();
    loadPhotosLate();
    new MutationObserver(loadPhotosLate).observe(document.body, { childList: true, subtree: true });
  };
  // Gradio puts this script into the page late: the event may be over
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
