// Answers read aloud: under each reply a button, and by itself while a reply is written, as the switch in the menu says.
// The server speaks one sentence a request; while one is played the next is fetched. Nothing is kept.
(() => {
  "use strict";

  const MODES = ["never", "asked", "always"];
  const AHEAD_SECONDS = 8; // sound that is fetched before it is needed: a busy machine makes no gaps
  const TRIES = 40; // a sentence that is not written yet is asked for again; each try waits on the server
  const words = () => window.docent.words;
  const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
  const conversation = () => new URLSearchParams(location.search).get("c") || "";
  const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

  let context = null;
  let current = null; // what is being read: {abort, sources, endsAt, key}

  // --- the bar: what is going on, and how to stop it -----------------------------------------------------------
  const bar = document.createElement("div");
  bar.id = "speech-bar";
  bar.hidden = true;
  const state = document.createElement("span");
  state.setAttribute("role", "status");
  const play = document.createElement("button");
  play.type = "button";
  play.className = "play";
  play.hidden = true;
  const stopButton = document.createElement("button");
  stopButton.type = "button";
  stopButton.className = "stop";
  bar.append(state, play, stopButton);

  const show = (text, { isPlayable = false, isOver = false } = {}) => {
    if (!bar.isConnected) (document.querySelector("#main") ?? document.body).prepend(bar);
    bar.hidden = false;
    state.textContent = text;
    play.hidden = !isPlayable;
    play.textContent = words().voice_play;
    stopButton.hidden = isOver;
    stopButton.textContent = words().stop_listening;
  };
  const hide = () => { bar.hidden = true; state.textContent = ""; };
  const markButtons = () => {
    document.querySelectorAll("#chatbot a.listen").forEach((link) => {
      const isReading = current?.key === link.getAttribute("href");
      const label = isReading ? words().stop_listening : words().listen;
      if (link.textContent !== label) link.textContent = label;
      if (link.getAttribute("aria-pressed") !== String(isReading)) link.setAttribute("aria-pressed", String(isReading));
      if (!link.hasAttribute("role")) link.setAttribute("role", "button");
    });
  };

  // --- reading -------------------------------------------------------------------------------------------------
  const stop = () => {
    if (!current) return;
    current.abort.abort();
    current.sources.forEach((source) => { source.onended = null; try { source.stop(); } catch { /* it had ended */ } });
    current = null;
    hide();
    markButtons();
  };

  const wake = async () => {
    context ??= new AudioContext();
    if (context.state !== "running") await Promise.race([context.resume(), pause(0.4)]);
    return context.state === "running";
  };

  // Resolves when the browser lets sound be played: at once, or when the reader presses play.
  const waitForPermission = async (reading) => {
    if (await wake()) return;
    show(words().voice_blocked, { isPlayable: true });
    await new Promise((resolve, reject) => {
      play.onclick = async () => { if (await wake()) resolve(); };
      reading.abort.signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    });
  };

  // Returns the sound of a sentence; null where nothing follows; "skip" where it can't be spoken.
  const fetchSentence = async (reading, message, number) => {
    const address = `/speech/${encodeURIComponent(reading.conversation)}/${encodeURIComponent(message)}/${number}`;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = await fetch(`${address}?language=${language()}`, { signal: reading.abort.signal });
      if (answer.status === 200) return answer.arrayBuffer();
      if (answer.status === 422) return "skip";
      if (answer.status !== 202 && answer.status !== 503) {
        if (answer.status === 204) return null;
        throw new Error(`speech: ${answer.status}`);
      }
      await pause(Number(answer.headers.get("Retry-After")) || 1);
    }
    return null;
  };

  const schedule = async (reading, sound) => {
    const buffer = await context.decodeAudioData(sound);
    if (reading.abort.signal.aborted) return;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const startsAt = Math.max(context.currentTime + 0.02, reading.endsAt);
    source.start(startsAt);
    reading.endsAt = startsAt + buffer.duration;
    reading.sources.push(source);
    source.onended = () => { reading.sources = reading.sources.filter((other) => other !== source); };
  };

  const waitUntil = async (reading, time) => {
    while (!reading.abort.signal.aborted && context.currentTime < time) {
      await pause(Math.min(0.25, Math.max(0.02, time - context.currentTime)));
    }
  };

  const read = async (message, key) => {
    stop();
    const reading = { abort: new AbortController(), sources: [], endsAt: 0, key, conversation: conversation() };
    current = reading;
    markButtons();
    show(words().voice_loading);
    let skipped = 0;
    try {
      await waitForPermission(reading);
      show(words().voice_loading);
      for (let number = 0; ; number += 1) {
        const sound = await fetchSentence(reading, message, number);
        if (sound === null) break;
        if (sound === "skip") {
          skipped += 1;
          if (skipped > 2) throw new Error("speech: no voice");
          continue;
        }
        skipped = 0;
        await schedule(reading, sound);
        if (current === reading) show(words().voice_speaking);
        await waitUntil(reading, reading.endsAt - AHEAD_SECONDS);
      }
      await waitUntil(reading, reading.endsAt);
      if (current === reading) stop();
    } catch (error) {
      if (current !== reading) return;
      const isFailure = error.name !== "AbortError";
      stop();
      if (!isFailure) return;
      show(words().voice_failed, { isOver: true });
      setTimeout(() => { if (!current) hide(); }, 6000);
    }
  };

  // --- what the reader does ------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a.listen[href^="#listen-"]');
    if (link) {
      event.preventDefault();
      const key = link.getAttribute("href");
      if (current?.key === key) stop();
      else read(key.slice("#listen-".length), key);
      return;
    }
    if (event.target === stopButton || event.target.closest?.("#new, .bar-new, li.conversation a, #regenerate, #edit, .product-choose, #box button.stop-button")) stop();
  });
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.("a.listen");
    if (link && event.key === " ") { event.preventDefault(); link.click(); }
    if (event.key === "Escape" && current && !document.querySelector("dialog[open]")) stop();
  });
  window.addEventListener("pagehide", stop);
  window.addEventListener("popstate", stop);

  // --- by itself -----------------------------------------------------------------------------------------------
  const mode = () => {
    const chosen = localStorage.getItem("docent_read_aloud");
    return MODES.includes(chosen) ? chosen : "asked";
  };
  const wasSpoken = () => {
    const questions = document.querySelectorAll("#chatbot [data-testid=user]");
    return Boolean(questions[questions.length - 1]?.querySelector("audio"));
  };
  let isWriting = false;
  const watchReplies = () => {
    const isStage = Boolean(document.querySelector("#chatbot .stage"));
    if (isStage && !isWriting) {
      if (!conversation()) return; // its address comes with the next update
      isWriting = true;
      stop(); // a new question ends the old answer
      if (mode() === "always" || (mode() === "asked" && wasSpoken())) read("live", "live");
    }
    if (!isStage) isWriting = false;
  };

  const addSwitch = () => {
    const menu = document.querySelector("#menu");
    if (!menu || menu.querySelector("#read-aloud")) return;
    const select = document.createElement("select");
    select.id = "read-aloud";
    for (const [i, name] of ["voice_never", "voice_asked", "voice_always"].entries()) {
      select.append(new Option(words()[name], MODES[i], false, MODES[i] === mode()));
    }
    select.addEventListener("change", () => {
      localStorage.setItem("docent_read_aloud", select.value);
      if (select.value === "never") stop();
    });
    const label = document.createElement("label");
    label.append(`${words().voice_mode} `, select);
    menu.append(label);
  };

  const stopWithItsAnswer = () => {
    if (current && current.conversation !== conversation()) stop();
  };

  const look = () => {
    stopWithItsAnswer();
    addSwitch();
    markButtons();
    watchReplies();
  };
  const begin = () => {
    if (!window.docent || location.pathname.startsWith("/admin")) return;
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
