// A press on "It is this one" becomes one event with the photo and the product.
(() => {
  "use strict";
  let pass = null;

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".product-choose");
    if (!button || !pass) return;
    event.preventDefault();
    for (const other of document.querySelectorAll(".product-choose")) other.disabled = true;
    pass({ attachment: button.dataset.attachment, picture: button.dataset.picture });
  });

  window.docentProducts = {
    listen(trigger) {
      pass = (chosen) => trigger("select", chosen);
    },
    listenToPictures(element, trigger) {
      element.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-do]");
        if (!button) return;
        const row = button.closest("[data-id]");
        trigger("select", { do: button.dataset.do, id: row.dataset.id });
      });
    },
  };
})();
