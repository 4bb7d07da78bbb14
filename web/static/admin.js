// The admin page: buttons of its tables become events; what must be asked is asked in a dialog.
// Everything that is shown here is put in as text, never as markup.
(() => {
  "use strict";

  const NEW = "\u0000new"; // the choice of a collection that is not there yet
  const MAX_TAGS = 20;
  const TAG_CHARACTERS = 40;
  const SHOWN_NAMES = 5;
  const CHOSEN = "docent_admin_collection";

  // The scripts may come in any order: what docent.js gives is looked up when it is needed.
  const make = (...given) => window.docent.make(...given);
  const fill = (text, values) =>
    Object.entries(values).reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, value), text);

  const offered = (name) => {
    const part = document.querySelector("#documents [data-collections]");
    return part ? JSON.parse(part.dataset[name]) : name === "collections" ? ["general"] : {};
  };

  // --- fields of dialogs -----------------------------------------------------------------------------------
  let lastField = 0;
  const field = (label, input) => {
    lastField += 1;
    const problem = make("span", { className: "problem", id: `field-problem-${lastField}` });
    input.setAttribute("aria-describedby", problem.id);
    input.addEventListener("invalid", () => { problem.textContent = input.validationMessage; });
    input.addEventListener("input", () => { if (input.validity.valid) problem.textContent = ""; });
    return Object.assign(make("label", {}, label, input, problem), { input });
  };

  const assistantsField = () => {
    const { words } = window.docent;
    const boxes = Object.entries(offered("assistants")).map(([name, label]) =>
      make("label", { className: "choice" }, make("input", { type: "checkbox", name }), label));
    const group = make("fieldset", {}, make("legend", { textContent: words.answered_by }), ...boxes,
      make("p", { className: "hint", textContent: words.answered_by_note }));
    const ticked = () => [...group.querySelectorAll("input:checked")].map((box) => box.name);
    return { group, ticked };
  };

  const nameField = () =>
    field(window.docent.words.new_collection_name, make("input", { maxLength: 60, required: true, autocomplete: "off" }));

  // Which collection: one that is there, or a new one with the assistants that answer from it.
  const collectionFields = (chosen) => {
    const { words } = window.docent;
    const names = offered("collections");
    const select = make("select", {}, ...names.map((name) => make("option", { value: name, textContent: name })),
      make("option", { value: NEW, textContent: words.new_collection }));
    select.value = names.includes(chosen) ? chosen : names.includes("general") ? "general" : names[0] ?? NEW;
    const name = nameField();
    const assistants = assistantsField();
    const part = make("div", { className: "new-collection" }, name, assistants.group);
    const show = () => {
      part.hidden = select.value !== NEW;
      name.input.disabled = part.hidden; // a hidden field is not asked for
    };
    select.addEventListener("change", show);
    show();
    return {
      elements: [field(words.collection, select), part],
      answer: () => part.hidden
        ? { collection: select.value, is_new: false, assistants: [] }
        : { collection: name.input.value, is_new: true, assistants: assistants.ticked() },
    };
  };

  const propertyFields = (known) => {
    const { words } = window.docent;
    const tags = field(words.tags, make("input", { value: known.tags, placeholder: words.tags_placeholder }));
    const day = (label, value) => field(label, make("input", { type: "date", value, min: "1900-01-01", max: "9999-12-31" }));
    const from = day(words.valid_from, known.valid_from);
    const until = day(words.valid_until, known.valid_until);
    const check = () => {
      const given = tags.input.value.split(/[,，]/).map((tag) => tag.trim()).filter(Boolean);
      const isTooMuch = given.length > MAX_TAGS || given.some((tag) => tag.length > TAG_CHARACTERS);
      tags.input.setCustomValidity(isTooMuch ? words.tags_limit : "");
      const isBackwards = from.input.value && until.input.value && until.input.value < from.input.value;
      until.input.setCustomValidity(isBackwards ? words.validity_order : "");
    };
    for (const one of [tags, from, until]) one.input.addEventListener("input", check, { capture: true });
    check();
    return {
      elements: [tags, make("div", { className: "days" }, from, until)],
      answer: () => ({ tags: tags.input.value, valid_from: from.input.value, valid_until: until.input.value }),
    };
  };

  const heading = (text) => make("h2", { textContent: text });

  const askProperties = (row) => {
    const { openDialog, words } = window.docent;
    const known = JSON.parse(row.dataset.properties);
    const names = offered("collections");
    const select = make("select", {}, ...names.map((name) => make("option", { value: name, textContent: name })));
    select.value = known.collection;
    const properties = propertyFields(known);
    return openDialog([heading(row.dataset.name), field(words.collection, select), ...properties.elements], {
      confirm: words.save,
      cancel: words.cancel,
      answer: () => ({ collection: select.value, ...properties.answer() }),
    });
  };

  const askUpload = async (files, ignored, held) => {
    const { openDialog, words } = window.docent;
    const names = (Array.isArray(files) ? files : [files]).filter(Boolean).map((file) => file.orig_name ?? file.path.split("/").pop());
    const refused = (window.docent.refusedFiles ?? []).join("\n");
    window.docent.refusedFiles = [];
    if (!names.length) return [files, "", held];
    const rest = names.length - SHOWN_NAMES;
    const shown = names.slice(0, SHOWN_NAMES).concat(rest > 0 ? [fill(words.and_more, { count: rest })] : []);
    const collection = collectionFields(localStorage.getItem(CHOSEN));
    const properties = propertyFields({ tags: "", valid_from: "", valid_until: "" });
    const asked = names.length === 1 ? words.add_one : fill(words.add_several, { count: names.length });
    const answers = await openDialog(
      [heading(asked), make("p", { className: "names", textContent: shown.join("\n") }),
        ...(refused ? [make("p", { className: "problem refused", textContent: refused })] : []), ...collection.elements,
        ...properties.elements, make("p", { className: "hint", textContent: words.add_note })],
      { confirm: words.add, cancel: words.cancel, answer: () => ({ ...collection.answer(), ...properties.answer() }) });
    if (answers) localStorage.setItem(CHOSEN, answers.collection.trim().replace(/\s+/g, " "));
    return [files, answers ? JSON.stringify(answers) : "", held];
  };

  const askCollection = () => {
    const { openDialog, words } = window.docent;
    const name = nameField();
    const assistants = assistantsField();
    return openDialog([heading(words.new_collection), name, assistants.group], {
      confirm: words.create,
      cancel: words.cancel,
      answer: () => ({ name: name.input.value, assistants: assistants.ticked() }),
    });
  };

  const confirmed = (question, confirm, danger) => {
    const { openDialog, words } = window.docent;
    return openDialog([make("p", { textContent: question })], { confirm, cancel: words.cancel, danger });
  };

  // --- the passages of a document ---------------------------------------------------------------------------
  const showPassages = async (id, { at = null, quote = "" } = {}) => {
    const { openDialog, words } = window.docent;
    const title = heading(words.passages_loading);
    const list = make("div", { className: "passages" });
    const more = make("button", { type: "button", className: "plain", textContent: words.more, hidden: true });
    openDialog([title, list, more], { confirm: words.close }).catch(() => {});
    title.closest("dialog").classList.add("wide");
    let next = Math.max(0, (at ?? 0) - 2);
    const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    const load = async () => {
      const answer = await fetch(`/admin/documents/${encodeURIComponent(id)}/passages?language=${language}&offset=${next}`)
        .then((response) => response.json()).catch(() => ({ problem: words.passages_failed }));
      if (answer.problem || !(answer.passages.length || next)) {
        title.textContent = answer.problem ?? words.no_passages;
        more.hidden = true;
        return;
      }
      if (answer.title) title.textContent = fill(words.passages_of, { title: answer.title });
      for (const passage of answer.passages) {
        const place = `${passage.ordinal + 1}${passage.place ? ` · ${passage.place}` : ""}`;
        const text = make("p", {}, ...marked(passage.text, passage.ordinal === at ? quote : ""));
        list.append(make("section", { className: passage.ordinal === at ? "passage used" : "passage" },
          make("h4", { textContent: place }), text));
      }
      next += answer.passages.length;
      more.hidden = !answer.has_more;
      if (at !== null) list.querySelector(".used")?.scrollIntoView({ block: "center" });
    };
    more.addEventListener("click", load);
    await load();
  };

  const marked = (text, quote) => {
    const start = quote ? text.indexOf(quote) : -1;
    if (start < 0) return [text];
    return [text.slice(0, start), make("mark", { textContent: quote }), text.slice(start + quote.length)];
  };

  // --- a table that is shown anew must not take the keyboard's place away ----------------------------------
  const keepFocus = (element) => {
    let key = null;
    const keyOf = (button) => [button.dataset.do, button.closest("[data-id]")?.dataset.id ?? ""].join(" ");
    element.addEventListener("focusin", (event) => {
      const button = event.target.closest("button[data-do]");
      key = button ? keyOf(button) : null;
    });
    element.addEventListener("focusout", () => {
      // what is taken out of the page is not there any more when this runs
      setTimeout(() => { if (document.activeElement !== document.body) key = null; });
    });
    new MutationObserver(() => {
      if (key === null || document.activeElement !== document.body) return;
      [...element.querySelectorAll("button[data-do]")].find((button) => keyOf(button) === key)?.focus({ preventScroll: true });
    }).observe(element, { childList: true, subtree: true });
  };

  const actOnAll = async (button, trigger) => {
    const { words } = window.docent;
    const action = button.dataset.do;
    const count = button.dataset.count;
    if (action === "page") {
      trigger("select", { do: "page", page: Number(button.dataset.page) });
      document.querySelector("#documents").scrollIntoView({ block: "start" });
      return;
    }
    if (action === "reindex_all" && !(await confirmed(fill(words.reindex_all_ask, { count }), words.reindex_all, false))) return;
    if (action === "remove_samples" && !(await confirmed(fill(words.remove_samples_ask, { count }), words.remove, true))) return;
    trigger("select", { do: action });
  };

  const actOnRow = async (row, action, trigger) => {
    const { confirmDanger, words } = window.docent;
    const id = row.dataset.id;
    if (action === "passages") {
      showPassages(id);
      return;
    }
    if (action === "delete" && !(await confirmDanger(`${row.dataset.name}\n${words.delete_document}`))) return;
    const properties = action === "properties" ? await askProperties(row) : {};
    if (properties) trigger("select", { do: action, id, ...properties });
  };

  // --- looking for what has changed: often while something is in work, ever more rarely while nothing is ---------
  const BUSY_SECONDS = 2;
  const IDLE_SECONDS = { first: 5, last: 60 };
  const polls = {}; // the trigger of each tab that shows what changes by itself
  let idleSeconds = IDLE_SECONDS.first;
  let nextPoll = 0;

  const openTab = () => Object.keys(polls).find((id) => document.getElementById(id)?.offsetParent !== null);
  const poll = () => {
    const id = openTab();
    const isBusy = id && document.querySelector(`#${id} [data-busy=true]`) !== null;
    if (id && document.visibilityState === "visible") polls[id]("select", {});
    idleSeconds = isBusy ? IDLE_SECONDS.first : Math.min(2 * idleSeconds, IDLE_SECONDS.last);
    wait(isBusy ? BUSY_SECONDS : idleSeconds);
  };
  const wait = (seconds) => {
    clearTimeout(nextPoll);
    nextPoll = setTimeout(poll, 1000 * seconds);
  };
  const wakeUp = () => {
    idleSeconds = IDLE_SECONDS.first;
    wait(BUSY_SECONDS);
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wakeUp(); });
  document.addEventListener("click", (event) => { if (event.target.closest?.("button")) wakeUp(); });

  window.docentAdmin = {
    askUpload,
    poll: (id, trigger) => {
      polls[id] = trigger;
      wait(BUSY_SECONDS);
    },
    listenToDocuments: (element, trigger) => {
      keepFocus(element);
      element.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-do]");
        const row = event.target.closest("tr[data-id]");
        if (!button) return;
        if (row) actOnRow(row, button.dataset.do, trigger);
        else actOnAll(button, trigger);
      });
    },
    listenToHeld: (element, trigger) => {
      element.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-do]");
        if (button) trigger("select", { do: button.dataset.do, place: Number(button.dataset.place) });
      });
    },
    listenToItems: (element, trigger) => {
      element.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-do]");
        const item = event.target.closest(".item[data-id]");
        if (!button || !item) return;
        if (button.dataset.do === "open") {
          showPassages(button.dataset.document, { at: Number(button.dataset.ordinal), quote: button.dataset.quote });
        } else {
          trigger("select", { id: item.dataset.id, do: button.dataset.do });
        }
      });
    },
    listenToCollections: (element, trigger) => {
      const assistants = (row) => [...row.querySelectorAll("input:checked")].map((box) => box.name);
      element.addEventListener("change", (event) => {
        const row = event.target.closest("tr[data-name]");
        if (row) trigger("select", { do: "give", name: row.dataset.name, assistants: assistants(row) });
      });
      element.addEventListener("click", async (event) => {
        const action = event.target.closest("button[data-do]")?.dataset.do;
        const row = event.target.closest("tr[data-name]");
        if (action === "remove" && row) trigger("select", { do: "remove", name: row.dataset.name, assistants: [] });
        if (action === "create") {
          const wanted = await askCollection();
          if (wanted) trigger("select", { do: "create", ...wanted });
        }
      });
    },
  };

  // --- times in the reader's own zone ------------------------------------------------------------------------
  const localise = () => {
    document.querySelectorAll("time[datetime]:not(.local)").forEach((time) => {
      const at = new Date(time.dateTime);
      const format = { dateStyle: "medium", timeStyle: "short" };
      time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, format).format(at);
      time.classList.add("local");
    });
  };
  new MutationObserver(localise).observe(document.documentElement, { childList: true, subtree: true });
})();
