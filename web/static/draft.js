// What an attached photo says, in a field above the box: shown as soon as it is read, corrected if the user likes.
// Everything that is shown is put in as text, never as markup. Recordings come here through `docentDraft.add`.
(() => {
  "use strict";

  const { settings, words } = window.docent;
  const SAVE_AFTER_MS = 350;
  const drafts = []; // { name, element, id, wasSeen }

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const place = () => {
    const box = document.getElementById("box");
    if (!box) return null;
    let list = document.getElementById("drafts");
    if (!list) {
      list = make("div", { id: "drafts" });
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", words.draft_group);
      box.before(list);
      new MutationObserver(forgetRemoved).observe(box, { childList: true, subtree: true });
    }
    return list;
  };

  const forget = (draft) => {
    draft.element.remove();
    drafts.splice(drafts.indexOf(draft), 1);
  };

  // A draft goes with its thumbnail: the file was taken out, or sent.
  const forgetRemoved = () => {
    const thumbnails = [...document.querySelectorAll("#box .thumbnail-item")];
    const sources = thumbnails.map((one) => {
      const address = one.querySelector("img, video, audio")?.src ?? one.textContent;
      try { return decodeURIComponent(address); } catch { return address; }
    });
    const plain = (name) => name.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
    const isThere = (draft) => sources.some((source) => plain(source).includes(plain(draft.name)));
    for (const draft of drafts) if (isThere(draft) || thumbnails.length >= drafts.length) draft.wasSeen ||= thumbnails.length > 0;
    if (!thumbnails.length) drafts.filter((draft) => draft.wasSeen).forEach(forget);
    else if (thumbnails.length < drafts.length) {
      drafts.filter((draft) => draft.wasSeen && !isThere(draft)).forEach(forget);
    }
  };

  const save = async (draft, text) => {
    const response = await fetch(`/drafts/${draft.id}?language=${settings.language}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
      keepalive: true,
    }).catch(() => null);
    draft.status.textContent = response?.ok ? words.draft_saved : words.draft_failed;
    const corrected = await response?.json().catch(() => null);
    if (response?.ok && corrected) draft.values.textContent = corrected.values;
  };

  const show = (draft, read) => {
    const isEmpty = !read.text.trim();
    draft.status.textContent = isEmpty && !read.values ? words.draft_nothing : "";
    const field = make("textarea", { value: read.text, rows: 2, maxLength: 8000, placeholder: isEmpty ? words.draft_write : "" });
    draft.label.append(field);
    draft.values.textContent = read.values;
    const fit = () => { field.style.height = "auto"; field.style.height = `${Math.min(field.scrollHeight + 2, 180)}px`; };
    let timer = 0;
    let saved = read.text;
    const keep = () => {
      clearTimeout(timer);
      if (field.value === saved) return;
      saved = field.value;
      save(draft, saved);
    };
    field.addEventListener("input", () => { fit(); clearTimeout(timer); timer = setTimeout(keep, SAVE_AFTER_MS); });
    field.addEventListener("change", keep);
    requestAnimationFrame(fit);
  };

  const add = async (file, { name = file.name, reading = words.draft_reading, label = words.draft_read } = {}) => {
    const list = place();
    if (!list) return;
    const draft = { name, wasSeen: false };
    draft.label = make("label", {}, make("span", { textContent: label.replace("{name}", name) }));
    draft.status = make("p", { className: "draft-status", textContent: reading });
    draft.status.setAttribute("role", "status");
    draft.values = make("p", { className: "draft-values" });
    draft.element = make("div", { className: "draft" }, draft.label, draft.values, draft.status);
    list.append(draft.element);
    drafts.push(draft);
    const address = `/drafts?language=${settings.language}&name=${encodeURIComponent(name)}`;
    const response = await fetch(address, { method: "POST", body: file }).catch(() => null);
    const read = await response?.json().catch(() => null);
    if (!draft.element.isConnected) return;
    if (response?.ok && read?.id) {
      draft.id = read.id;
      show(draft, read);
    } else {
      draft.status.textContent = read?.message ?? words.draft_unread;
    }
  };
  window.docentDraft = { add };

  const isPhoto = (file) => file.type.startsWith("image/") || /\.(heic|heif|hif|avif|tiff?|jxl)$/i.test(file.name);
  const listen = (event) => {
    if (event.defaultPrevented || !event.target.closest?.("#box")) return;
    if (event.type === "change" && event.target.type !== "file") return;
    const files = event.target.files ?? event.dataTransfer?.files ?? event.clipboardData?.files ?? [];
    [...files].filter(isPhoto).forEach((file) => add(file));
  };
  for (const type of ["change", "drop", "paste"]) window.addEventListener(type, listen, { capture: true });
})();
