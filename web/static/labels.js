// Names of Gradio's own controls in the words of the page, for people who hear them; its scripts know some in English only.
(() => {
  "use strict";

  const { words } = window.docent;
  const STOP = "#box .stop-button:not(.minimal-audio-recorder *)"; // the recorder has one of its own

  const set = (element, name, value) => {
    if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const CONTROLS = {
    "#sidebar .toggle-button": "list",
    "#box .submit-button": "send",
    "#box .upload-button": "attach",
    "#box .microphone-button": "record",
    "#box textarea": "input",
    "#box .full-container": "input",
    "#box .thumbnails": "attached",
    "#box .loader": "uploading",
    "#box .confirm-button": "recording_keep",
    "#box .cancel-button": "recording_drop",
    ".minimal-audio-recorder .record-button": "recording_start",
    ".minimal-audio-recorder .stop-button": "recording_stop",
    ".minimal-audio-recorder select": "recording_device",
    ".minimal-audio-player .play-button": "recording_play",
    ".minimal-audio-player, .minimal-audio-recorder": "recording",
  };

  // Whatever else carries one of Gradio's English names.
  const NAMES = {
    "Start recording": "recording_start",
    "Stop recording": "recording_stop",
    "Select input device": "recording_device",
    "Attach audio": "recording_keep",
    "Clear audio": "recording_drop",
    "Play": "recording_play",
    "Pause": "recording_pause",
    "Upload a file": "attach",
    "Record audio": "record",
    "Remove this file": "remove_file",
    "Clear": "clear",
    "Uploading": "uploading",
    "More tabs": "more_tabs",
    "Scroll to bottom": "to_end",
    "Loading response": "writing",
    "Click to upload or drop files": "add_files",
    "File upload": "add_files",
    "common.upload": "add_files", // a key that the toolkit has no words for
  };

  const nameControls = () => {
    for (const [selector, word] of Object.entries(CONTROLS)) {
      document.querySelectorAll(selector).forEach((control) => set(control, "aria-label", words[word]));
    }
    document.querySelectorAll("[aria-label]").forEach((control) => {
      const word = NAMES[control.getAttribute("aria-label")];
      if (word) set(control, "aria-label", words[word]);
    });
    document.querySelectorAll("button[title], [role=button][title]").forEach((control) => {
      const word = NAMES[control.title];
      if (word) set(control, "title", words[word]);
    });
  };

  // A reply that was stopped ends when the model lets go of it: until then there is nothing more to press.
  const holdStop = () => {
    const isStopping = document.querySelector("#chatbot .stopping") !== null;
    document.querySelectorAll(STOP).forEach((button) => {
      if (button.disabled !== isStopping) button.disabled = isStopping;
      set(button, "aria-label", isStopping ? words.stopping : words.stop);
    });
  };

  // The questions that an empty conversation offers: buttons in a group, each named by the question that it shows.
  const nameExamples = () => {
    document.querySelectorAll("#chatbot .examples").forEach((group) => {
      set(group, "role", "group");
      set(group, "aria-label", words.examples);
      group.querySelectorAll("button[aria-label]").forEach((example) => example.removeAttribute("aria-label"));
    });
  };

  const nameMessages = () => {
    document.querySelectorAll("#chatbot [data-testid=user], #chatbot [data-testid=bot]").forEach((message) => {
      set(message, "role", "article"); // a name belongs to something that has a role
      set(message, "aria-label", message.dataset.testid === "user" ? words.you : words.assistant);
    });
    document.querySelectorAll("#chatbot [role=log]").forEach((log) => {
      set(log, "aria-live", "off"); // `announce.js` says a reply once, and whole
      set(log, "aria-label", words.log);
    });
  };

  // --- what is attached: the picture opens it, the cross takes it out ------------------------------------------
  const recordings = () => {
    try {
      return JSON.parse(document.querySelector("#voice-names :is(textarea, input)")?.value || "[]");
    } catch {
      return [];
    }
  };
  const nameOf = (address) => {
    const last = address.split("/").pop();
    try { return decodeURIComponent(last); } catch { return last; }
  };
  const fill = (text, name) => text.replace("{name}", name);

  const describe = (item, recording) => {
    const image = item.querySelector("img");
    if (image) return { name: nameOf(image.src), address: image.src, isImage: true };
    const root = window.gradio_config?.root ?? "";
    const address = recording && `${root}/gradio_api/file=${recording}`;
    return { name: recording ? nameOf(recording) : words.recording, address, isImage: false };
  };

  const nameAttachments = () => {
    const heard = recordings();
    document.querySelectorAll("#box .thumbnail-wrapper").forEach((wrapper) => {
      set(wrapper, "role", "presentation");
      wrapper.removeAttribute("aria-label"); // the picture and the cross in it have names of their own
      const item = wrapper.querySelector(".thumbnail-item");
      const picture = item?.querySelector(":scope > img, :scope > svg, :scope > :not(.delete-button) :is(img, svg)");
      if (!picture) return;
      const isImage = picture.localName === "img";
      const { name } = describe(item, isImage ? "" : heard.shift());
      picture.classList.add("opens");
      set(picture, "role", "button");
      set(picture, "tabindex", "0");
      set(picture, "aria-label", fill(words.open_attachment, name));
      set(item.querySelector(".delete-button"), "aria-label", fill(words.remove_attachment, name));
    });
  };

  const openAttachment = (picture) => {
    const items = [...document.querySelectorAll("#box .thumbnail-item")].filter((item) => !item.querySelector("img"));
    const item = picture.closest(".thumbnail-item");
    const { name, address, isImage } = describe(item, recordings()[items.indexOf(item)]);
    const { make, openDialog } = window.docent;
    const shown = !address ? [] : [isImage
      ? make("img", { src: address, alt: name, className: "opened" })
      : make("audio", { src: address, controls: true, className: "opened" })];
    openDialog([make("h2", { textContent: name }), ...shown], { confirm: words.close });
  };
  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("#box .opens");
    if (picture) openAttachment(picture);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches?.("#box .opens")) {
      event.preventDefault();
      openAttachment(event.target);
    }
  });

  const look = () => {
    nameControls();
    holdStop();
    nameExamples();
    nameMessages();
    nameAttachments();
  };
  let isWaiting = false;
  const lookSoon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; look(); });
  };
  const begin = () => {
    look();
    const seen = { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label", "title"] };
    new MutationObserver(lookSoon).observe(document.body, seen);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
