const at = (id) => document.getElementById(id);
let newest = null, tutor = null, mails = -1, drawn = "";

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
  showTutors(standing);
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

/** A new booking brings its tutor's chat; the others can be chosen again, and the calendar is that of who is shown. */
function showTutors(standing) {
  const last = standing.tutors[0]?.id ?? "";
  if (last !== newest) showTutor(standing, newest = last);
  const now = JSON.stringify([standing.tutors, standing.student_calendar, tutor]);
  if (now === drawn) return;
  drawn = now;
  const shown = standing.tutors.find((each) => each.id === tutor);
  at("tutor").textContent = shown ? ": " + shown.name : "";
  at("who").hidden = standing.tutors.length < 2;
  at("who").replaceChildren(...standing.tutors.map((each) => new Option(each.name, each.id, false, each.id === tutor)));
  at("who").onchange = () => {
    showTutor(standing, at("who").value);
    showTutors(standing);
  };
  if (!shown) return;
  const feeds = [["The tutor's calendar", shown.calendar], ["The student's calendar", standing.student_calendar]];
  at("feeds").replaceChildren(...feeds.map(draw));
}

function showTutor(standing, id) {
  tutor = id;
  at("nobody").hidden = !!id;
  at("chat").hidden = !id;
  const { name } = standing.tutors.find((each) => each.id === id) ?? {};
  // Only what follows the # differs, so the frame has to leave its address first.
  at("chat").src = "about:blank";
  const as = id === newest ? "tutor" : encodeURIComponent(name);
  if (id) setTimeout(() => { at("chat").src = at("chat").dataset.src.replace("as=tutor", "as=" + as); }, 50);
}

/** Words whose addresses are links, each opened beside the demo. */
function linked(words) {
  return words.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((piece, at) => {
    if (at % 2 === 0) return piece;
    const link = make("a", piece);
    Object.assign(link, { href: piece, target: "_blank", rel: "noopener" });
    return link;
  });
}

async function showMail() {
  const all = await ask("/demo/mail");
  for (const count of document.querySelectorAll(".count")) count.textContent = all.length;
  if (!all.length) return;
  at("mails").replaceChildren(...all.map((mail) => {
    const files = mail.files.length ? "\nAttached: " + mail.files.join(", ") : "";
    return make("details", make("summary", `${mail.to}: ${mail.subject}`), make("pre", ...linked(mail.text + files)));
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
