// What a screen reader hears of the conversation: that a reply is being written, and then the whole of it, once.
// Gradio's own log would read each piece of a reply as it comes.
(() => {
  "use strict";

  const { words } = window.docent;
  const STOP = "#box .stop-button:not(.minimal-audio-recorder *)"; // the recorder has one of its own
  const UNSPOKEN = ".reply-footer, .citation, .unsupported, .katex-html, button";

  let region = null;
  let wasWriting = false;
  let wasStopping = false;
  let asked = "";
  let heard = ""; // what the panel above the box says of a recording

  const say = (text) => {
    if (!region?.isConnected) {
      region = Object.assign(document.createElement("div"), { id: "announcer" });
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = text;
  };

  const readReply = () => {
    const reply = [...document.querySelectorAll("#chatbot [data-testid=bot]")].at(-1)?.cloneNode(true);
    reply?.querySelectorAll(UNSPOKEN).forEach((part) => part.remove());
    reply?.querySelectorAll(".figure a").forEach((link) => link.replaceWith(`${link.querySelector("img")?.alt ?? ""}. `));
    return reply?.textContent.trim() ?? "";
  };

  // The region that is read out must be one that stays; Gradio puts new elements in place of old ones
  const readVoicePanel = () => {
    const status = document.querySelector("#voice-panel .voice-status")?.textContent ?? "";
    if (status && status !== heard) say(status);
    heard = status;
  };

  const follow = () => {
    readVoicePanel();
    const isWriting = document.querySelector(STOP) !== null;
    if (isWriting && !wasWriting) {
      asked = location.search;
      say(words.writing);
    } else if (!isWriting && wasWriting) {
      // another conversation may have been opened meanwhile
      say(location.search === asked || !asked ? readReply() : "");
    }
    const isStopping = document.querySelector("#chatbot .stopping") !== null;
    if (isStopping && !wasStopping) say(words.stopping);
    wasStopping = isStopping;
    wasWriting = isWriting;
  };

  // Gradio changes a text where it stands, too: without `characterData` it would be noticed by chance
  const SEEN = { childList: true, characterData: true, subtree: true };
  const begin = () => new MutationObserver(follow).observe(document.body, SEEN);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
