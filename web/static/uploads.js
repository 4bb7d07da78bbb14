// Files that the server would refuse: said at once, in the page's language. The others are taken.
(() => {
  "use strict";

  const { settings: { uploads } } = window.docent;
  const filtered = new WeakSet(); // events that hold only good files

  const findProblem = ({ name, size, type }) => {
    const { max_bytes, accepted, too_large, wrong_type } = uploads;
    const template = size > max_bytes ? too_large : new RegExp(accepted, "i").test(`${type} ${name}`) ? "" : wrong_type;
    return template.replace("{name}", name).replace("{limit_megabytes}", Math.floor(max_bytes / 1e6));
  };

  // A page that asks about its files names those that can't be taken in the same dialog; else they are said at once.
  const refuse = (problems, taken) => {
    const isAsked = taken.length && location.pathname.startsWith("/admin");
    if (isAsked) window.docent.refusedFiles = problems;
    else window.docent.say(problems.join("\n"), { isProblem: true });
  };

  const withFiles = (event, transfer) => {
    const shared = { bubbles: true, cancelable: true };
    if (event.type === "drop") return new DragEvent("drop", { ...shared, dataTransfer: transfer });
    return new ClipboardEvent("paste", { ...shared, clipboardData: transfer });
  };

  const checkFiles = (event) => {
    if (filtered.has(event) || (event.type === "change" && event.target.type !== "file")) return;
    const files = [...(event.target.files ?? event.dataTransfer?.files ?? event.clipboardData?.files ?? [])];
    const problems = files.map(findProblem);
    if (!problems.some(Boolean)) return;
    const taken = files.filter((_, i) => !problems[i]);
    const transfer = new DataTransfer();
    taken.forEach((file) => transfer.items.add(file));
    refuse(problems.filter(Boolean), taken);
    if (event.type === "change" && taken.length) {
      event.target.files = transfer.files; // the event goes on with these
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "change") event.target.value = "";
    else if (taken.length) {
      const again = withFiles(event, transfer);
      filtered.add(again);
      event.target.dispatchEvent(again);
    }
  };
  for (const type of ["change", "drop", "paste"]) window.addEventListener(type, checkFiles, { capture: true });
})();
