// Notices that the server is gone, says so, keeps what is shown and typed, and goes on when the server is back.
(() => {
  "use strict";

  const { words } = window.docent;
  const LOOK_MILLISECONDS = 5000;
  const RETRY_MILLISECONDS = 1000;
  const DRAFT = "docent_draft";

  const fetchBefore = window.fetch; // looking whether the server is there must be no sign that it is gone

  let isLost = false;
  let isLooking = false;
  let banner = null;

  const box = () => document.querySelector("#box textarea");
  const saveDraft = () => sessionStorage.setItem(DRAFT, JSON.stringify({ page: location.href, text: box()?.value ?? "" }));

  const say = (text) => {
    banner ??= document.body.appendChild(Object.assign(document.createElement("p"), { id: "connection" }));
    banner.setAttribute("role", "status");
    banner.textContent = text;
    banner.hidden = !text;
  };

  const answers = async () => {
    try {
      return (await fetchBefore("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) })).ok;
    } catch {
      return false;
    }
  };

  // Whether it is the server that made this page, and Gradio has not given up on it.
  const isSameServer = async () => {
    const { root, api_prefix, app_id } = window.gradio_config ?? {};
    const answer = await fetchBefore(`${root ?? location.pathname.replace(/\/$/, "")}${api_prefix ?? "/gradio_api"}/app_id`);
    return answer.ok && (await answer.json()).app_id === app_id && !window.docent.isBroken;
  };

  const recover = async () => {
    isLost = false;
    document.body.classList.remove("connection-lost");
    if (await isSameServer().catch(() => false)) {
      say("");
      window.docent.refresh();
      return;
    }
    saveDraft();
    location.reload(); // what Gradio knows of this page was lost with the server
  };

  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const isThere = await answers();
    if (!isThere && !isLost) {
      isLost = true;
      document.body.classList.add("connection-lost");
      say(words.connection_lost);
    } else if (isThere && isLost) {
      await recover();
    }
    isLooking = false;
  };

  // Says whether the server is there now.
  window.docent.isConnected = async () => {
    await look();
    return !isLost;
  };

  const lookAgain = async () => {
    if (document.visibilityState === "visible" || isLost) await look();
    setTimeout(lookAgain, isLost ? RETRY_MILLISECONDS : LOOK_MILLISECONDS);
  };

  // A request that fails is the first sign.
  window.fetch = async (...request) => {
    try {
      return await fetchBefore(...request);
    } catch (error) {
      if (error?.name !== "AbortError" && error?.name !== "TimeoutError") setTimeout(look);
      throw error;
    }
  };
  window.addEventListener("offline", look);
  window.addEventListener("online", look);
  // Gradio loads the page again by itself, too.
  window.addEventListener("beforeunload", () => { if (isLost) saveDraft(); });

  // Puts what was typed back once the box is there and the page has drawn it.
  const restoreDraft = () => {
    const saved = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
    if (saved?.page !== location.href || !saved.text) {
      sessionStorage.removeItem(DRAFT);
      return;
    }
    let held = 0;
    const hold = setInterval(() => {
      if (!document.querySelector("#conversations :is(ul, .empty)")) return; // the page is not drawn yet
      const input = box();
      if (!input.value) {
        held = 0;
        input.value = saved.text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      held += 1; // the first drawing may still empty the box
      if (held < 8 && input.value === saved.text) return;
      clearInterval(hold);
      sessionStorage.removeItem(DRAFT);
    }, 250);
  };
  restoreDraft();
  setTimeout(lookAgain, LOOK_MILLISECONDS);
})();
