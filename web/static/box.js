// The box: nothing empty and nothing too long is sent, and near the limit the characters are counted.
(() => {
  "use strict";

  const { make, settings, words } = window.docent;
  const LIMIT = settings.max_question_characters;
  const NEAR = 0.9;

  const box = () => document.querySelector("#box textarea");
  const count = (text) => [...text.trim()].length; // as the server counts
  const fill = (text, values) =>
    Object.entries(values).reduce((filled, [name, value]) => filled.replace(`{${name}}`, value), text);
  const number = (value) => new Intl.NumberFormat(settings.locale).format(value);

  // Why the box can't be sent: "empty", "long", "busy"; "" where it can.
  const obstacle = () => {
    const characters = count(box()?.value ?? "");
    if (characters > LIMIT) return "long";
    if (document.querySelector("#box .loader")) return "busy"; // a file is on its way
    const hasFile = document.querySelector("#box .thumbnail-item, #box .recording-overlay.has-audio");
    return characters || hasFile ? "" : "empty";
  };

  const showCount = (input) => {
    const characters = count(input.value);
    let counter = document.getElementById("counter");
    if (characters < NEAR * LIMIT) {
      counter?.remove();
      return;
    }
    if (!counter) {
      counter = make("p", { id: "counter" });
      counter.setAttribute("role", "status");
      document.getElementById("box").after(counter);
      input.setAttribute("aria-describedby", "counter");
    }
    const isOver = characters > LIMIT;
    const text = isOver
      ? fill(words.characters_over, { over: number(characters - LIMIT), limit: number(LIMIT) })
      : fill(words.characters_left, { count: number(characters), limit: number(LIMIT) });
    if (counter.textContent !== text) counter.textContent = text;
    counter.className = isOver ? "problem" : "";
  };

  const look = () => {
    const input = box();
    if (!input) return;
    showCount(input);
    const button = document.querySelector("#box .submit-button");
    const isOff = obstacle() !== "";
    if (button && button.disabled !== isOff) button.disabled = isOff;
  };

  const hold = (event) => {
    if (!obstacle()) {
      window.docent.clearMessages();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    look();
  };
  window.addEventListener("keydown", (event) => {
    const isSending = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (isSending && event.target === box()) hold(event);
  }, { capture: true });
  window.addEventListener("click", (event) => {
    if (event.target.closest?.("#box .submit-button")) hold(event);
  }, { capture: true });
  window.addEventListener("input", (event) => { if (event.target === box()) look(); });

  // What Gradio puts into the box is no event of the page: it comes with a change of the elements, or in the next moment.
  const lookSoon = () => { look(); requestAnimationFrame(look); };
  const follow = () => {
    const observer = new MutationObserver(lookSoon);
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["placeholder"] });
    look();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", follow);
  else follow();
})();
