// Keeps what is typed while a question is on its way: the server empties the box when it has the question, and the next
// words may stand in it by then.
(() => {
  "use strict";

  const native = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  let sent = null; // the words on their way; null where the box is not about to be emptied
  let typed = ""; // what was typed since

  const isBox = (element) => element?.matches?.("#box textarea");

  const guard = (box) => {
    if (Object.hasOwn(box, "value")) return;
    Object.defineProperty(box, "value", {
      configurable: true,
      get: () => native.get.call(box),
      set: (value) => {
        native.set.call(box, value);
        if (value !== "" || sent === null) return;
        const kept = typed !== sent ? typed : "";
        sent = null;
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
})();
