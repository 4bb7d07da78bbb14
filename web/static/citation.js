// The dialog of a citation: the passage between its neighbours, and the picture of its page. All of it is put in as
// text, never as markup.
(() => {
  "use strict";

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Marks each quoted sentence where it stands in the text.
  const highlight = (text, quotes) => {
    const found = quotes
      .map((quote) => [text.indexOf(quote), quote])
      .filter(([start, quote]) => quote && start >= 0)
      .sort(([a], [b]) => a - b);
    const parts = [];
    let end = 0;
    for (const [start, quote] of found) {
      if (start < end) continue;
      parts.push(text.slice(end, start), make("mark", { textContent: quote }));
      end = start + quote.length;
    }
    return [...parts, text.slice(end)];
  };

  const makePassages = ({ before, text, quotes, after }, words) => {
    const neighbour = (passage) => make("p", { className: "neighbour", textContent: passage });
    const cited = make("blockquote", {}, ...highlight(text, quotes));
    cited.setAttribute("aria-label", words.cited);
    return make("div", { className: "section" }, ...before.map(neighbour), cited, ...after.map(neighbour));
  };

  // The picture fits the dialog; a click, Enter or Space shows it in full size.
  const makePage = (id, citation, words) => {
    const status = make("p", { className: "page-status", textContent: words.page_loading });
    status.setAttribute("role", "status");
    const image = make("img", {
      alt: citation.place ? words.page_image.replace("{title}", citation.title).replace("{place}", citation.place) : citation.title,
    });
    const zoom = make("button", { type: "button", className: "page-image", title: words.page_zoom, hidden: true }, image);
    zoom.setAttribute("aria-pressed", "false");
    zoom.addEventListener("click", (event) => {
      const box = zoom.getBoundingClientRect();
      const scale = Math.min(box.width / image.naturalWidth, image.clientHeight / image.naturalHeight);
      // where on the page the click was, from 0 to 1; a key has no place
      const part = (at, middle, size) => (event.detail ? 0.5 + (at - middle) / (size * scale) : 0.5);
      const x = part(event.clientX, box.left + box.width / 2, image.naturalWidth);
      const y = part(event.clientY, box.top - zoom.scrollTop + image.clientHeight / 2, image.naturalHeight);
      const isLarge = zoom.classList.toggle("large");
      zoom.setAttribute("aria-pressed", String(isLarge));
      zoom.scrollLeft = x * zoom.scrollWidth - zoom.clientWidth / 2;
      zoom.scrollTop = y * zoom.scrollHeight - zoom.clientHeight / 2;
    });
    image.addEventListener("load", () => {
      status.remove();
      zoom.hidden = false;
    });
    image.addEventListener("error", () => {
      status.textContent = words.page_failed;
      status.classList.add("notice");
      zoom.remove();
      status.closest(".beside")?.classList.remove("beside");
      status.closest("dialog")?.classList.remove("wide");
    });
    image.src = `/citations/${encodeURIComponent(id)}/page.webp`;
    return make("div", { className: "page" }, status, zoom);
  };

  // The product that the passage is about, small; it opens in full size.
  const makeProduct = (id, { product, caption }) => {
    const address = `/citations/${encodeURIComponent(id)}/product`;
    const image = make("img", { alt: caption, title: product, src: address });
    const link = make("a", { className: "cited-product", href: address, target: "_blank" }, image);
    image.addEventListener("error", () => link.remove());
    return link;
  };

  const fill = (body, dialog, id, citation, words) => {
    const parts = citation.picture ? [makeProduct(id, citation.picture)] : [];
    parts.push(make("h2", { textContent: citation.title }));
    if (citation.place) parts.push(make("p", { className: "place", textContent: citation.place }));
    if (citation.is_gone) parts.push(make("p", { className: "notice", textContent: words.citation_gone }));
    const passages = makePassages(citation, words);
    if (citation.has_page_image) {
      dialog.classList.add("wide");
      parts.push(make("div", { className: "beside" }, makePage(id, citation, words), passages));
    } else {
      parts.push(passages);
    }
    body.replaceChildren(...parts);
  };

  // Opens at once and is filled when the answer is there; the focus goes back to the citation by itself.
  const open = async (id, { words, language, opener }) => {
    const dialog = make("dialog", { className: "docent-dialog citation-dialog" });
    dialog.setAttribute("aria-label", words.cited);
    const body = make("div", { className: "citation-body" });
    const waiting = make("p", { className: "page-status", textContent: words.citation_loading });
    waiting.setAttribute("role", "status");
    body.append(waiting);
    const close = make("button", { type: "button", className: "primary", textContent: words.close });
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    const leave = window.docentLayers.open(() => dialog.close());
    dialog.addEventListener("close", () => { leave(); dialog.remove(); opener?.focus(); });
    dialog.append(body, make("div", { className: "dialog-buttons" }, close));
    document.body.append(dialog);
    dialog.showModal();
    close.focus();
    try {
      const response = await fetch(`/citations/${encodeURIComponent(id)}?language=${language}`);
      if (!response.ok) throw new Error(String(response.status));
      fill(body, dialog, id, await response.json(), words);
    } catch {
      waiting.textContent = words.citation_failed;
      waiting.classList.add("notice");
      if (!waiting.isConnected) body.replaceChildren(waiting);
    }
  };

  window.docentCitation = { open };
})();
