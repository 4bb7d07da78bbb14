// The back button closes what lies over the page before it leaves what is under it.
// Each layer is an entry of the browser's history at the same address.
(() => {
  "use strict";

  const layers = []; // of what is open, the topmost last: { close }
  let returning = null; // resolves when an entry that is not needed any more is left

  const settled = () => returning?.promise ?? Promise.resolve();

  // Opens a layer; returns what must be called when it was closed otherwise than by the back button.
  const open = (close) => {
    const layer = { close };
    layers.push(layer);
    history.pushState({ ...history.state, docentLayer: layers.length }, "");
    return () => {
      const place = layers.indexOf(layer);
      if (place < 0) return; // the back button did it
      layers.splice(place, 1);
      let done = null;
      const promise = new Promise((resolve) => { done = resolve; });
      returning = { promise, done };
      history.back();
    };
  };

  // Before all other listeners: they must not take it for a turn to another conversation.
  window.addEventListener("popstate", (event) => {
    if (returning) {
      const { done } = returning;
      returning = null;
      event.stopImmediatePropagation();
      done();
      return;
    }
    const layer = layers.pop();
    if (layer) {
      event.stopImmediatePropagation();
      layer.close();
    } else if (event.state?.docentLayer) {
      event.stopImmediatePropagation(); // forward to a layer that is gone
    }
  }, { capture: true });

  window.docentLayers = { open, settled };
})();
