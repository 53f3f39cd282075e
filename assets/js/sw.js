// Keeps styles, scripts and icons on the device, shows the kept jobs of a phone without signal, and has a kind page for all else.
import { isKept, JOBS, LIST, STATIC } from "./kept-pages.js";
import { sendKept } from "./outbox.js";

const MOST = 60;
const PATIENCE = 6_000;
const SIGN_OUT = "/account/sign-out/";
// Names with the content's hash never change their content.
const HASHED = /\/static\/.+\.[0-9a-f]{12}\.\w+$/;
const PICTURE = /^\/cases\/\d+\/files\//;
const HTML = { headers: { "Content-Type": "text/html; charset=utf-8" } };
const offline = (jobs) => `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>没有信号 · No signal</title>
<style>:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:.75rem;padding:1.5rem;text-align:center;font:1.0625rem/1.6 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;background:light-dark(#faf6ef,#171311);color:light-dark(#2a2320,#f4ece3)}h1{margin:0;font-size:1.5rem}p{margin:0;max-width:24rem}a{display:grid;place-content:center;min-height:3rem;padding:0 2rem;border-radius:12px;background:#cb4b22;color:#fff;font-weight:700;text-decoration:none}a+a{background:none;color:inherit;border:1px solid}</style>
<h1>没有信号</h1><p>您的手机暂时连不上网。信号恢复后，请再试一次。</p><p lang="en">There is no signal just now. Please try again in a moment.</p><a href="">再试一次</a>${jobs ? `<a href="${LIST}">我的工作 · My jobs</a>` : ""}</html>`;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== STATIC && name !== JOBS).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);

self.addEventListener("sync", (event) => event.tag === "outbox" && event.waitUntil(sendKept()));

self.addEventListener("push", (event) => {
  const { title, body, tag, url, urgent } = event.data.json();
  const shown = { body, tag, data: url, requireInteraction: urgent, icon: "/static/icon-192.png" };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openOnce(new URL(event.notification.data, self.location.origin)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === SIGN_OUT) event.waitUntil(caches.delete(JOBS));
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(isKept(url) ? freshOrKept(request) : fetch(request).catch(() => withoutSignal(url)));
  else if (HASHED.test(url.pathname)) event.respondWith(keep(request));
  else if (PICTURE.test(url.pathname)) event.respondWith(fetch(request).catch(() => inCache(JOBS, request)));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => inCache(STATIC, request)));
});

const inCache = async (cacheName, request) => (await caches.match(request, { cacheName, ignoreVary: true })) ?? Response.error();

/** The page as it is now; as it was kept where there is no signal, or hardly any. */
async function freshOrKept(request) {
  const kept = await caches.match(request, { cacheName: JOBS, ignoreVary: true });
  const fresh = fetch(request).then(async (answer) => {
    // Sent on to the door: whoever holds the phone is not signed in.
    if (answer.type === "opaqueredirect") await caches.delete(JOBS);
    return answer;
  });
  if (!kept) return fresh.catch(() => withoutSignal(new URL(request.url)));
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer)).catch(() => kept), late]);
}

async function withoutSignal({ pathname }) {
  const jobs = await caches.match(LIST, { cacheName: JOBS, ignoreVary: true });
  return jobs && (pathname === "/" || pathname === "/staff/") ? Response.redirect(LIST) : new Response(offline(Boolean(jobs)), HTML);
}

async function keep(request) {
  const cache = await caches.open(STATIC);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const all = await cache.keys();
    await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => cache.delete(old)));
  }
  return answer;
}

/** Open a page of ours; go to its window where it is open already. */
async function openOnce(url) {
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window" });
  await (windows.find((one) => one.url === url.href)?.focus() ?? self.clients.openWindow(url));
}
