// What pages need beyond plain links and forms: dialogs, announcements, messages when
// a request fails, copying a text, counting down. Everything works without it as well.
//
//   data-dialog="id"   opens that dialog, with hx-get once the answer is in #dlg-body
//   data-close         closes the dialog it stands in
//   data-copy="text"   copies, data-said="…" is what it says then, data-held="…" where
//                      nothing may be copied
//   data-print         prints the page
//   data-say="…"       in what htmx swaps in: read aloud once it is there
//   data-next          in what htmx swaps in: comes into view
//   data-until, -now   counts down by the city's clock
//   data-answered="…"  around the bar of a long form: how many questions are answered
//   data-add="name"    adds a row from the template data-rows="name" of a formset
//   HX-Trigger         the server may answer "closeDialog" and {"say": "…"}
"use strict";

const find = (selector, root = document) => root.querySelector(selector);

// --- Announcements and messages ---------------------------------------------
function say(text) {
  const live = find("#live");
  live.textContent = "";
  setTimeout(() => { live.textContent = text; }, 60);
}

let toastTimer = 0;
function toast(text) {
  const box = find("#toast");
  box.hidden = false;
  box.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { box.hidden = true; }, 8000);
}

document.addEventListener("htmx:responseError", (event) => {
  const words = find("#toast").dataset;
  const status = event.detail.xhr.status;
  const about = { 403: words.gone, 404: words.gone, 409: words.stale };
  toast(about[status] || words.server);
});
document.addEventListener("htmx:sendError", () => toast(find("#toast").dataset.network));
document.addEventListener("say", (event) => say(event.detail.value));

// --- Dialogs ------------------------------------------------------------------
// data-dialog="id" opens that dialog; with hx-get it opens once the answer is in it.
let opener = null;

function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog.open) dialog.showModal();
  find("h2", dialog)?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dialog]");
  if (button) {
    opener = button;
    if (!button.hasAttribute("hx-get")) {
      event.preventDefault();
      open(button.dataset.dialog);
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  if (event.target.matches("dialog")) event.target.close(); // the ground around it
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "dlg-body" && opener) open(opener.dataset.dialog);
});
document.addEventListener("closeDialog", () => find("dialog[open]")?.close());

// --- After htmx has put something in place --------------------------------------
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  const words = target.closest("[data-say]") || find("[data-say]", target);
  if (words) say(words.dataset.say);
  find(".errors", target)?.focus();
  show(target);
  tick();
  bring(find("[data-next]", target));
});

// What is to be filled in next comes into view, where it is not there already.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
function bring(part) {
  part?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
}

// The chosen day, tab, service or place comes into view inside its own row, not the page.
function show(root) {
  for (const chosen of root.querySelectorAll(".days :checked, :is(.tabs, .services) [aria-current]")) {
    const row = chosen.closest(".days, .tabs, .services");
    const item = chosen.closest(".day") || chosen;
    row.scrollLeft = item.offsetLeft - row.offsetLeft - (row.clientWidth - item.clientWidth) / 2;
  }
}

// --- Errors of a form -----------------------------------------------------------
// A link in the summary leads to the field, also where that is a group of radios.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a");
  if (!link) return;
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const control = field.matches("input, select, textarea") ? field : find("input", field);
  (control || field).focus();
  (control || field).scrollIntoView({ block: "center" });
});

// --- Menus close when one looks elsewhere ----------------------------------------
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && find("[data-menu][open]");
  if (menu) {
    menu.open = false;
    find("summary", menu).focus();
  }
});

// --- Copy, print ------------------------------------------------------------------
// The old way first: in chat apps and on plain http the new one is missing or says no.
// The box stands beside its button, since nothing outside an open dialog can be chosen;
// where neither way works it stays there, for a finger to copy from.
async function copy(button) {
  const box = button.box ??= document.createElement("textarea");
  box.value = button.dataset.copy;
  box.readOnly = true; // no keyboard comes up
  box.className = "vh";
  box.setAttribute("aria-label", button.dataset.held);
  button.after(box);
  box.select();
  box.setSelectionRange(0, box.value.length); // what an iPhone needs besides
  let done = document.execCommand("copy");
  done ||= await navigator.clipboard?.writeText(box.value).then(() => true, () => false);
  if (done) {
    box.remove();
    button.focus({ preventScroll: true });
  } else box.className = "wide";
  return done;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    const words = find("span", button) || button;
    words.usual ??= words.textContent;
    const said = (await copy(button)) ? button.dataset.said : button.dataset.held;
    words.textContent = said;
    say(said);
    setTimeout(() => { words.textContent = words.usual; }, 2500);
  }
  if (event.target.closest("[data-print]")) window.print();
});

// --- Counting down, by the city's clock -------------------------------------------
function tick() {
  for (const box of document.querySelectorAll("[data-until]")) {
    const words = box.dataset;
    box.seen ??= Date.now();
    const now = Date.parse(words.now) + Date.now() - box.seen;
    const seconds = Math.floor((Date.parse(words.until) - now) / 1000);
    const minutes = Math.floor(seconds / 60);
    const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
    const s = String(seconds % 60).padStart(2, "0");
    let text = d ? words.long : h ? words.short : "{m}:{s}";
    if (seconds < 0) text = words.over;
    text = text.replace("{d}", d).replace("{h}", h).replace("{m}", m).replace("{s}", s);
    if (box.textContent !== text) box.textContent = text;
  }
}

// --- Sent once -----------------------------------------------------------------------
// Who taps twice sends once. Off only after the browser has read the form, because the
// pressed button says what to do; on again where an answer leaves the page (a file to
// download, a page come back to).
const AGAIN = 8000;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => off(form, true));
  setTimeout(() => off(form, false), AGAIN);
});
function off(form, sent) {
  if (!sent) delete form.dataset.sent;
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.setAttribute("aria-disabled", String(sent));
  }
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) off(form, false);
});

// --- Long forms ----------------------------------------------------------------------
function count(form) {
  const box = find("[data-answered]", form);
  if (!box) return;
  const names = (rows) => new Set(Array.from(rows, (row) => row.name)).size;
  const all = names(form.querySelectorAll("fieldset input"));
  const done = names(form.querySelectorAll("fieldset input:checked"));
  find(".bar-t b", box).textContent =
    box.dataset.answered.replace("{n}", done).replace("{all}", all);
}
document.addEventListener("change", (event) => {
  if (event.target.form) count(event.target.form);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (!button) return;
  const template = find(`template[data-rows="${button.dataset.add}"]`);
  const total = find(`[name="${button.dataset.add}-TOTAL_FORMS"]`);
  const row = template.content.firstElementChild.cloneNode(true);
  row.innerHTML = row.innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  find("legend", row).append(` ${total.value}`);
  template.before(row);
  find("select, input", row).focus();
});

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-add]")) button.hidden = false;
  for (const form of document.forms) count(form);
  find(".errors")?.focus();
  show(document);
  tick();
  setInterval(tick, 1000);
});
