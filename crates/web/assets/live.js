// Keeps what a page shows true while others act, and asks for no more than that.
//
// Of all tabs of a browser one that is visible holds the stream of notices (a lock sees to it that
// it is one) and tells the others what it hears. A part of a page says in `data-live` which notices
// concern it: ids, or the beginnings of kinds such as "transfer". After such a notice it is asked
// for once, at `data-from`, or else cut out of the page's own address by its id.
(() => {
  "use strict";

  const address = document.body.dataset.stream;
  if (!address || !window.htmx) return;

  /** Milliseconds: the stream speaks every 15 s, so after this it is broken. */
  const SILENCE = 40_000;
  /** How often is asked while the stream is broken. */
  const POLL = 20_000;
  /** How long notices are gathered before the parts that they concern are asked for. */
  const GATHER = 150;
  /** How old a memory of another page may be. */
  const REMEMBERED = 12 * 60 * 60 * 1000;

  // ---- What is shown ----

  /** Ids of parts that may no longer be right. */
  const stale = new Set();
  let gathering = 0;
  let isOver = false;

  const parts = () => [...document.querySelectorAll("[data-live]")];

  const concerns = (part, { kind, id }) =>
    part.dataset.live.split(" ").some((word) => word === id || word === kind.split(".")[0]);

  /** Somebody is in the middle of something there: then it waits. */
  function isBusy(part) {
    const fields = [...part.querySelectorAll("input:not([type=hidden]), select, textarea")];
    const isInUse = (field) => field === document.activeElement
      || ("defaultValue" in field && field.value !== field.defaultValue && !field.closest("[hx-preserve]"));
    return part.matches(".htmx-request")
      || part.querySelector(".htmx-request, :popover-open") !== null
      || fields.some(isInUse);
  }

  function gather(changed = []) {
    changed.forEach((part) => stale.add(part.id));
    if (stale.size > 0 && !document.hidden && !isOver) gathering ||= setTimeout(renew, GATHER);
  }

  function renew() {
    gathering = 0;
    for (const id of stale) {
      const part = document.getElementById(id);
      if (part && isBusy(part)) continue;
      stale.delete(id);
      if (part) ask(part);
    }
  }

  /** One request, one swap. The focus stays where it was. */
  async function ask(part) {
    const { id } = part;
    const { from } = part.dataset;
    const focused = part.contains(document.activeElement) ? nameOf(document.activeElement) : null;
    await htmx.ajax("get", from || location.pathname + location.search, {
      source: part,
      target: part,
      swap: "outerHTML",
      select: from ? undefined : `#${id}`,
      headers: { Live: from ? "part" : "page" },
    });
    if (focused && document.activeElement === document.body) {
      document.getElementById(id)?.querySelector(focused)?.focus({ preventScroll: true });
    }
  }

  /** A selector by what a link or button is for: the button of a form by where the form goes and
   * what it is about, so that the focus never comes to the same button of another row. */
  function nameOf(element) {
    const its = (name, of = element) => `[${name}="${CSS.escape(of.getAttribute(name))}"]`;
    const name = ["id", "href", "popovertarget"].find((name) => element.hasAttribute(name));
    if (name) return its(name);
    const form = element.closest("form[action]");
    if (!form || !element.matches("button")) return null;
    const about = [...form.querySelectorAll("input[type=hidden][name][value]:not([name=form_token])")]
      .map((field) => `:has(input${its("name", field)}${its("value", field)})`);
    return `form${its("action", form)}${about.join("")} button${element.hasAttribute("value") ? its("value") : ""}`;
  }

  // What could not be had is asked for again, but not at once; what had to wait may go on.
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, xhr, successful } }) => {
    if (successful) gather();
    else if (elt.matches("[data-live]") && (xhr.status === 0 || xhr.status >= 500)) stale.add(elt.id);
  });
  document.addEventListener("focusout", () => gather());
  document.addEventListener("toggle", () => gather(), true);

  // ---- What is heard ----

  /** Up to which notice this page is right; null when that is not known. */
  let heard = remembered();
  let aliveAt = Date.now();
  let polledAt = 0;
  const tabs = new BroadcastChannel("bank-live");

  /** A message: what the stream said, or another tab. */
  function take({ notice, upTo, signedOut, ask }) {
    if (ask) return answer();
    if (signedOut) return end();
    aliveAt = Date.now();
    const number = upTo ?? notice.number;
    if (upTo === undefined && heard !== null) {
      if (number <= heard) return;
      gather(parts().filter((part) => concerns(part, notice)));
    } else if (heard !== number) {
      // Anything may have happened between what this page has heard and this.
      gather(parts());
    }
    heard = number;
  }

  function tell(message) {
    take(message);
    tabs.postMessage(message);
  }

  function answer() {
    if (source?.readyState === EventSource.OPEN && heard !== null) tabs.postMessage({ upTo: heard });
  }

  tabs.onmessage = ({ data }) => take(data);

  // The next page in this tab goes on where this one was when it was left.
  window.addEventListener("beforeunload", () => {
    if (heard !== null) sessionStorage.setItem("live", `${heard} ${Date.now()}`);
  });

  function remembered() {
    const [number, at] = (sessionStorage.getItem("live") ?? "").split(" ").map(Number);
    sessionStorage.removeItem("live");
    return at > Date.now() - REMEMBERED ? number : null;
  }

  // ---- The stream ----

  let source = null;
  /** Gives the lock back, while this tab has it. */
  let release = null;
  let waiting = null;
  let openedAt = 0;

  function open() {
    source?.close();
    openedAt = aliveAt = Date.now();
    source = new EventSource(heard === null ? address : `${address}?after=${heard}`);
    source.addEventListener("message", ({ data, lastEventId }) => {
      const { kind, id } = JSON.parse(data);
      const number = Number(lastEventId);
      tell(kind === "stream.started" ? { upTo: number } : { notice: { number, kind, id } });
    });
    source.addEventListener("beat", () => heard !== null && tell({ upTo: heard }));
    source.addEventListener("signed-out", () => tell({ signedOut: true }));
  }

  /** Takes part, and holds the stream as soon as no other tab does. */
  function join() {
    if (!navigator.locks || waiting || isOver) return;
    waiting = new AbortController();
    const hold = () => new Promise((done) => { release = done; open(); });
    navigator.locks.request("bank-live", { signal: waiting.signal }, hold).catch(() => {});
    aliveAt = Date.now();
    tabs.postMessage({ ask: true });
  }

  function leave() {
    waiting?.abort();
    source?.close();
    release?.();
    waiting = source = release = null;
  }

  /** The session is over: what is on the page stays, and the page says so. */
  function end() {
    isOver = true;
    leave();
    document.getElementById("signed-out").hidden = false;
  }

  document.addEventListener("signed-out", () => tell({ signedOut: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return leave();
    join();
    gather();
  });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => document.hidden || join());

  // Looks after it all: a stream that broke, a stream that is silent, parts that had to wait.
  setInterval(() => {
    if (document.hidden || isOver) return;
    const now = Date.now();
    const isSilent = now - aliveAt > SILENCE;
    const isBroken = source?.readyState === EventSource.CLOSED && now - openedAt > SILENCE / 4;
    if (release && (isBroken || (isSilent && now - openedAt > SILENCE))) open();
    if (isSilent && now - polledAt > POLL) {
      polledAt = now;
      gather(parts());
    } else gather();
  }, 5_000);
})();
