"use strict";

// Calls of the server for the page's other scripts: with the token of the user where the server asks for one. It is kept for
// this tab alone, and goes nowhere but into the header of requests to this server.

const TOKEN = "confab.token";
const gate = document.getElementById("access");
const tokenField = document.getElementById("token");
let token = keptToken();
let asking = null;

function keptToken() {
  try {
    return sessionStorage.getItem(TOKEN);
  } catch {
    return null;
  }
}

function keepToken(text) {
  token = text || null;
  try {
    if (token) {
      sessionStorage.setItem(TOKEN, token);
    } else {
      sessionStorage.removeItem(TOKEN);
    }
  } catch {
    // Without storage it lasts as long as the page.
  }
}

// Asks once, however many calls wait for it; returns whether a token was given.
function askForToken() {
  if (!asking) {
    asking = new Promise((resolve) => {
      document.getElementById("token-note").textContent = token ? "The server does not take this token any more." : "";
      tokenField.value = "";
      gate.returnValue = "";
      gate.addEventListener("close", () => {
        const written = gate.returnValue === "given" ? tokenField.value.trim() : "";
        const given = /^[\x21-\x7e]+$/.test(written) ? written : "";
        tokenField.value = "";
        asking = null;
        keepToken(given);
        resolve(given !== "");
      }, { once: true });
      gate.showModal();
    });
  }
  return asking;
}

// As fetch. When the server does not know who calls, the user is asked, and the call is made again.
async function call(path, options = {}) {
  for (;;) {
    const shown = token;
    const headers = new Headers(options.headers);
    if (shown) {
      headers.set("Authorization", "Bearer " + shown);
    }
    const response = await fetch(path, { ...options, headers });
    if (response.status !== 401 || (shown === token && !(await askForToken()))) {
      return response;
    }
  }
}
