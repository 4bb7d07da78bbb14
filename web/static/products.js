// A press on "It is this one" becomes one event with the photo and the product; the admin's pictures do the same.
// The components leave their triggers on the window, whichever of the two is loaded first.
(() => {
  "use strict";

  // A picture may be removed while the page is open: what an image that fails would leave is said instead.
  document.addEventListener("error", async ({ target }) => {
    const figure = target.closest?.(".figure.product");
    if (!figure) return;
    const answer = await fetch(target.src).catch(() => null);
    if (answer?.status !== 404) return; // the server may only be away
    const note = document.createElement("p");
    note.className = "figure-note";
    note.textContent = window.docent.words.picture_gone.replace("{product}", figure.querySelector("figcaption").textContent);
    figure.replaceWith(note);
  }, true);

  const changePicture = async (item, action) => {
    const { openDialog, make, words } = window.docent;
    if (action === "remove") {
      const picture = item.querySelector("img");
      const question = make("p", { textContent: words.remove_picture.replace("{name}", picture.alt) });
      const shown = make("img", { src: picture.src, alt: "", className: "opened small" });
      const isSure = await openDialog([question, shown], { confirm: words.remove, cancel: words.cancel, danger: true });
      if (!isSure) return;
    }
    window.docentChangePicture("select", { do: action, id: item.dataset.id });
  };

  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.(".product-choose");
    if (choice) {
      event.preventDefault();
      const [, attachment, picture] = choice.getAttribute("href").match(/^#choose-(\w+)-(\d+)$/) ?? [];
      if (!attachment || !window.docentChooseProduct || choice.closest(".products.busy")) return;
      choice.closest(".products").classList.add("busy");
      window.docentChooseProduct("select", { attachment, picture });
      return;
    }
    const action = event.target.closest?.("#pictures button[data-do]");
    if (action && window.docentChangePicture) {
      changePicture(action.closest("[data-id]"), action.dataset.do);
    }
  });
})();
