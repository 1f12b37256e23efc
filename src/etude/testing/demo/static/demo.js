const at = (id) => document.getElementById(id);
let tutor = null, mails = -1;

async function ask(path, body) {
  const sent = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, body ? sent : {});
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function make(name, words, ...inside) {
  const element = document.createElement(name);
  element.append(words, ...inside);
  return element;
}

function show(standing) {
  const format = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  at("now").textContent = new Date(standing.now).toLocaleString([], format);
  at("tutor").textContent = standing.tutor ? ": " + standing.tutor : "";
  if (standing.tutor_id !== tutor) showTutor(standing.tutor_id);
  const feeds = Object.entries(standing.feeds);
  if (feeds.length && at("feeds").childElementCount !== feeds.length) at("feeds").replaceChildren(...feeds.map(draw));
  if (standing.mails !== mails) {
    mails = standing.mails;
    showMail();
  }
}

function draw([name, url]) {
  const link = make("a", name);
  link.href = url;
  return make("p", link);
}

function showTutor(id) {
  tutor = id;
  at("nobody").hidden = !!id;
  at("chat").hidden = !id;
  // The address is the same for every tutor, so the frame has to leave it first.
  at("chat").src = "about:blank";
  if (id) setTimeout(() => { at("chat").src = at("chat").dataset.src; }, 50);
}

async function showMail() {
  const all = await ask("/demo/mail");
  for (const count of document.querySelectorAll(".count")) count.textContent = all.length;
  if (!all.length) return;
  at("mails").replaceChildren(...all.map((mail) => {
    const files = mail.files.length ? "\nAttached: " + mail.files.join(", ") : "";
    return make("details", make("summary", `${mail.to}: ${mail.subject}`), make("pre", mail.text + files));
  }));
}

/** The tab of what is on show; without a choice the first. */
function mark() {
  const tabs = [...document.querySelectorAll(".tabs a")];
  const chosen = tabs.find((tab) => tab.hash === location.hash) ?? tabs[0];
  for (const tab of tabs) tab === chosen ? tab.setAttribute("aria-current", "true") : tab.removeAttribute("aria-current");
}

async function look() {
  try {
    show(await ask("/demo/standing"));
  } catch {
    at("status").textContent = "The server is not answering.";
  }
}

for (const button of document.querySelectorAll("[data-hours]")) button.addEventListener("click", async () => {
  at("status").textContent = "Time passes…";
  button.disabled = true;
  try {
    show(await ask("/demo/skip", { hours: Number(button.dataset.hours) }));
    at("status").textContent = "";
  } catch {
    at("status").textContent = "That did not work. Please try again.";
  }
  button.disabled = false;
});
addEventListener("hashchange", mark);
// Not before the page has its looks: the chat opens by itself where it finds room.
at("site").src = at("site").dataset.src;
mark();
look();
setInterval(look, 3000);
