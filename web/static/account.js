// On the pages of accounts: a link or key that is shown once can be copied with a press.
(() => {
  "use strict";

  if (!navigator.clipboard) return; // only on https and localhost; what is shown can be marked as a whole
  for (const secret of document.querySelectorAll("code.secret")) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "second secret-copy";
    copy.textContent = secret.dataset.copy;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(secret.textContent);
      copy.textContent = secret.dataset.copied;
    });
    secret.after(copy);
  }
})();
