// What the page asks the server.

const own = { "content-type": "application/json", "x-token": document.querySelector("meta[name=token]").content };
const place = document.getElementById("main").dataset.place; // of an article's page

/** The answer as an object; throws an Error whose message can be shown. */
async function answer(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The server does not answer. Is `localize review` still running? Your text stays here.");
  }
  const type = response.headers.get("content-type") ?? "";
  const told = type.includes("json") ? await response.json() : { error: await response.text() };
  if (!response.ok) throw new Error(told.error);
  return told;
}

/** Ask for something about this article. */
export function get(what, query) {
  return answer(`/${what}/${place}?${new URLSearchParams(query)}`);
}

/** Ask to do something with all articles. */
export function command(what) {
  return answer(`/${what}`, { method: "POST", headers: own, body: "{}" });
}

/** Ask to do something; with *last*, also when the page is being closed. */
export function post(what, body, last = false) {
  return answer(`/${what}/${place}`, {
    method: "POST",
    headers: own,
    body: JSON.stringify(body),
    keepalive: last,
  });
}
