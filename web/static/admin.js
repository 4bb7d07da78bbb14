// The admin page: buttons of the rows of its tables become events; properties are changed in a dialog.
(() => {
  "use strict";

  // The scripts may come in any order: what docent.js gives is looked up when it is needed.
  const field = (label, properties) =>
    window.docent.make("label", {}, label, window.docent.make("input", properties));

  const askProperties = (row) => {
    const { make, openDialog, words } = window.docent;
    const known = JSON.parse(row.dataset.properties);
    const fields = {
      collection: field(words.collection, { value: known.collection, maxLength: 60, required: true }),
      tags: field(words.tags, { value: known.tags, placeholder: words.tags_placeholder }),
      valid_from: field(words.valid_from, { type: "date", value: known.valid_from }),
      valid_until: field(words.valid_until, { type: "date", value: known.valid_until }),
    };
    const names = make("datalist", { id: "collection-names" });
    document.querySelectorAll("#collections tr[data-name]").forEach((collection) =>
      names.append(make("option", { value: collection.dataset.name })));
    fields.collection.querySelector("input").setAttribute("list", names.id);
    const heading = make("h2", { textContent: row.dataset.name });
    return openDialog([heading, ...Object.values(fields), names], {
      confirm: words.save,
      cancel: words.cancel,
      answer: () => Object.fromEntries(
        Object.entries(fields).map(([name, label]) => [name, label.querySelector("input").value])),
    });
  };

  window.docentAdmin = {
    listenToDocuments: (element, trigger) => {
      element.addEventListener("click", async (event) => {
        const action = event.target.closest("button")?.dataset.do;
        const row = event.target.closest("tr[data-id]");
        if (!action || !row) return;
        const { confirmDanger, words } = window.docent;
        const id = row.dataset.id;
        if (action === "delete" && !(await confirmDanger(`${row.dataset.name}\n${words.delete_document}`))) return;
        const properties = action === "properties" ? await askProperties(row) : {};
        if (properties) trigger("select", { do: action, id, ...properties });
        if (action === "passages") {
          document.querySelector("#passages").scrollIntoView({ behavior: "smooth", block: "nearest" });
        }
      });
    },
    listenToItems: (element, trigger) => {
      element.addEventListener("click", (event) => {
        const item = event.target.closest(".item[data-id]");
        if (item && event.target.closest("button[data-do=dismiss]")) trigger("select", { id: item.dataset.id });
      });
    },
    listenToCollections: (element, trigger) => {
      const assistants = (row) => [...row.querySelectorAll("input:checked")].map((box) => box.name);
      element.addEventListener("change", (event) => {
        const row = event.target.closest("tr[data-name]");
        if (row) trigger("select", { do: "give", name: row.dataset.name, assistants: assistants(row) });
      });
      element.addEventListener("click", (event) => {
        const row = event.target.closest("tr[data-name]");
        if (row && event.target.closest("button[data-do=remove]")) {
          trigger("select", { do: "remove", name: row.dataset.name, assistants: [] });
        }
      });
    },
  };
})();
