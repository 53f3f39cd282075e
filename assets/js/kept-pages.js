// The jobs of today and the doors of a walk are on the phone: their pages, pictures, styles and scripts, for one account alone.
export const JOBS = "nuanlin-jobs-1";
export const STATIC = "nuanlin-static-1";
export const LIST = "/staff/my-jobs/";
const OWNER = "/kept-for";
const JOB = /^\/staff\/(my-jobs\/\d+|my-slips\/\d+\/\d+)\/$/;
const MOST = 40;
const REST_MS = 60_000;
const HEADERS = { "X-Live-Refresh": "1" };

export const isKept = ({ pathname, search }) => !search && (pathname === LIST || JOB.test(pathname));

let running = null;
let last = 0;

/** Bring what is kept up to date; not more often than once a minute unless `now`. */
export function keepJobs(account, { now = false } = {}) {
  if (!("caches" in window) || !navigator.onLine || running || (!now && Date.now() - last < REST_MS)) return running;
  last = Date.now();
  running = refresh(account)
    .then(() => navigator.serviceWorker.ready)
    .then(() => document.querySelectorAll("[data-on-phone]").forEach((note) => (note.hidden = false)))
    .catch(() => {})
    .finally(() => (running = null));
  return running;
}

async function refresh(account) {
  const owner = await (await caches.match(OWNER, { cacheName: JOBS }))?.text();
  if (owner && owner !== account) await caches.delete(JOBS);
  const cache = await caches.open(JOBS);
  await cache.put(OWNER, new Response(account));
  const list = await keepPage(cache, LIST);
  if (!list) return;
  const jobs = [...new Set([...list.querySelectorAll("a[href]")].map((link) => link.getAttribute("href").split("#")[0]))].filter((path) => JOB.test(path)).slice(0, MOST);
  const wanted = new Set([OWNER, LIST, ...jobs]);
  const parts = new Set(assets(document));
  for (const path of jobs) {
    const page = await keepPage(cache, path);
    if (!page) continue;
    assets(page).forEach((part) => parts.add(part));
    for (const picture of page.querySelectorAll('img[src^="/cases/"]')) wanted.add(picture.getAttribute("src"));
  }
  await Promise.all([...wanted].map((path) => path.startsWith("/cases/") && keepOnce(cache, path)));
  const styles = await caches.open(STATIC);
  await Promise.all([...parts].map((path) => keepOnce(styles, path)));
  for (const request of await cache.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!wanted.has(pathname + search)) await cache.delete(request);
  }
}

async function keepPage(cache, path) {
  const answer = await fetch(path, { headers: HEADERS, redirect: "manual", cache: "no-store" });
  // A server in trouble: what is kept stays.
  if (answer.status >= 500) throw new Error();
  if (!answer.ok) {
    await cache.delete(path);
    return null;
  }
  await cache.put(path, answer.clone());
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function keepOnce(cache, path) {
  if (await cache.match(path, { ignoreVary: true })) return;
  const answer = await fetch(path);
  if (answer.ok) await cache.put(path, answer);
}

const assets = (page) =>
  [...page.querySelectorAll('link[rel="stylesheet"], script[src], use[href]')]
    .map((node) => (node.getAttribute("href") ?? node.getAttribute("src")).split("#")[0])
    .filter((path) => path.startsWith("/static/"));
