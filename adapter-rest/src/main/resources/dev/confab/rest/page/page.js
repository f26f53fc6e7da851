"use strict";

// Everything that is shown is set as text, never as markup: answers and titles come from models and documents.

const KEY = "confab.session";
const log = document.getElementById("log");
const form = document.getElementById("ask");
const message = document.getElementById("message");
const selected = document.getElementById("selected");
const selection = document.getElementById("selection");
const send = document.getElementById("send");
const sessionNote = document.getElementById("session");

let session = remembered();

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(id) {
  session = id;
  try {
    if (id) {
      localStorage.setItem(KEY, id);
    } else {
      localStorage.removeItem(KEY);
    }
  } catch {
    // Without storage the session lasts as long as the page.
  }
  sessionNote.textContent = id ? "Session " + id + "." : "";
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

function show(kind, speaker, text) {
  document.getElementById("hint")?.remove();
  const article = element("article", undefined, kind);
  article.append(element("span", speaker + ": ", "hidden"));
  if (text) {
    article.append(element("p", text));
  }
  log.append(article);
  article.scrollIntoView({ block: "end" });
  return article;
}

function showAnswer(answer) {
  const article = show("assistant", "Confab", answer.response);
  if (answer.status === "incomplete") {
    article.append(element("p", "The answer was broken off. " + (answer.error ? answer.error.detail : ""), "quiet small"));
  }
  if (answer.citations.length > 0) {
    const sources = element("ol", undefined, "sources");
    sources.setAttribute("aria-label", "Sources");
    for (const citation of answer.citations) {
      const source = element("li", "[" + citation.marker + "] " + citation.title);
      if (citation.quote) {
        source.append(element("blockquote", citation.quote));
      }
      sources.append(source);
    }
    article.append(sources);
  }
  article.scrollIntoView({ block: "end" });
}

function showProblem(problem) {
  const article = show("problem", "Problem");
  article.setAttribute("role", "alert");
  article.append(element("p", problem.title + ". " + problem.detail));
  if (problem.errors && problem.errors.length > 0) {
    const list = element("ul");
    for (const error of problem.errors) {
      list.append(element("li", (error.pointer.replace(/^\//, "") || "the request") + " " + error.message));
    }
    article.append(list);
  }
  if (problem.request_id) {
    article.append(element("p", "Request " + problem.request_id, "small"));
  }
  article.scrollIntoView({ block: "end" });
}

async function problemOf(response) {
  if ((response.headers.get("Content-Type") || "").startsWith("application/problem+json")) {
    return response.json();
  }
  return { title: "The server failed", detail: "It answered with status " + response.status + "." };
}

async function ask(text) {
  const body = { message: text };
  if (session) {
    body.session_id = session;
  }
  if (selection.open && selected.value.trim()) {
    body.selected_text = selected.value;
  }
  show("user", "You", text);
  const waiting = show("assistant", "Confab", "");
  waiting.append(element("p", "Thinking", "quiet waiting"));
  try {
    const response = await fetch("/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept": "application/json" },
      body: JSON.stringify(body),
    });
    const told = response.ok ? await response.json() : await problemOf(response);
    waiting.remove();
    if (told.session_id) {
      remember(told.session_id);
    }
    if (response.ok) {
      showAnswer(told);
    } else {
      showProblem(told);
    }
    return response.ok;
  } catch {
    waiting.remove();
    showProblem({ title: "The server cannot be reached", detail: "Is it still running? The message may have arrived." });
    return false;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = message.value;
  if (!text.trim() || send.disabled) {
    return;
  }
  send.disabled = true;
  message.value = "";
  const answered = await ask(text);
  send.disabled = false;
  if (!answered && !message.value) {
    message.value = text;
  }
  message.focus();
});

message.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.getElementById("fresh").addEventListener("click", () => {
  remember(null);
  log.replaceChildren(element("p", "A new session begins with your next message.", "quiet"));
  log.firstChild.id = "hint";
  message.focus();
});

async function tellAbout() {
  try {
    const response = await fetch("/", { headers: { "Accept": "application/json" } });
    const status = await response.json();
    document.getElementById("about").textContent =
      [status.model, status.database].filter(Boolean).join(" · ");
  } catch {
    // The page works without it.
  }
}

remember(session);
if (session) {
  document.getElementById("hint").textContent =
    "You go on with your last session. What was said in it is known, though not shown here.";
}
tellAbout();
message.focus();
