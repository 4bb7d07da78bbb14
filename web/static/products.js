// A press on "It is this one" becomes one event with the photo and the product; the admin's pictures do the same.
// The components leave their triggers on the window, whichever of the two is loaded first.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.(".product-choose");
    if (choice && window.docentChooseProduct) {
      event.preventDefault();
      for (const other of document.querySelectorAll(".product-choose")) other.disabled = true;
      const { attachment, picture } = choice.dataset;
      window.docentChooseProduct("select", { attachment, picture });
      return;
    }
    const action = event.target.closest?.("#pictures button[data-do]");
    if (action && window.docentChangePicture) {
      const { id } = action.closest("[data-id]").dataset;
      window.docentChangePicture("select", { do: action.dataset.do, id });
    }
  });
})();
