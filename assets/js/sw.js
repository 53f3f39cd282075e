// Keeps styles, scripts and icons on the device, and has a kind page for when there is no signal.
const KEPT = "nuanlin-static-1";
const MOST = 60;
// Names with the content's hash never change their content.
const HASHED = /\/static\/.+\.[0-9a-f]{12}\.\w+$/;
const OFFLINE = `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>没有信号 · No signal</title>
<style>:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:.75rem;padding:1.5rem;text-align:center;font:1.0625rem/1.6 "PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;background:light-dark(#faf6ef,#171311);color:light-dark(#2a2320,#f4ece3)}h1{margin:0;font-size:1.5rem}p{margin:0;max-width:24rem}a{display:grid;place-content:center;min-height:3rem;padding:0 2rem;border-radius:12px;background:#cb4b22;color:#fff;font-weight:700;text-decoration:none}</style>
<h1>没有信号</h1><p>您的手机暂时连不上网。信号恢复后，请再试一次。</p><p lang="en">There is no signal just now. Please try again in a moment.</p><a href="">再试一次</a></html>`;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => new Response(OFFLINE, { headers: { "Content-Type": "text/html; charset=utf-8" } })));
  } else if (HASHED.test(pathname)) {
    event.respondWith(keep(request));
  }
});

async function keep(request) {
  const cache = await caches.open(KEPT);
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
