// Says on the page who asks, so that its style shows the links that are for them. The server refuses the others anyway.
(() => {
  "use strict";
  fetch("/api/me", { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((me) => {
      if (!me) return;
      document.documentElement.dataset.kind = me.kind;
      document.documentElement.dataset.may = me.may.join(" ");
    })
    .catch(() => { /* the links stay away */ });
})();
