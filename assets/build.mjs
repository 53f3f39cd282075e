// Builds styles, scripts, one icon sprite and the product's own icons into assets/build.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Resvg } from "@resvg/resvg-js";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "..", "nuanlin");
const finished = join(here, "build");
// Beside the packages: a folder that neither the repository nor the starter looks into.
const out = join(here, "node_modules", ".building");
const require = createRequire(import.meta.url);
const SIGN = readFileSync(join(here, "brand", "sign.svg"), "utf8");
const PERSIMMON = "#cb4b22";
const CREAM = "#fffaf0";

function* files(folder, ending) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path, ending);
    else if (entry.name.endsWith(ending)) yield path;
  }
}

/** Names of the icons that templates draw and that data may name. */
function iconNames(known) {
  const names = new Set(
    readFileSync(join(here, "icons.txt"), "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith("#")),
  );
  const missing = [...names].filter((name) => !known(name));
  if (missing.length) throw new Error(`No such icon in icons.txt: ${missing.join(", ")}`);
  // Every quoted word inside a template's braces that is an icon's name counts: macros pass names on.
  for (const path of files(sources, ".html")) {
    for (const [expression] of readFileSync(path, "utf8").matchAll(/\{[{%].*?[%}]\}/gs)) {
      for (const [, word] of expression.matchAll(/["']([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["']/g)) {
        if (known(word)) names.add(word);
      }
    }
  }
  return [...names].sort();
}

function sprite() {
  const { icons, aliases } = JSON.parse(readFileSync(require.resolve("@iconify-json/lucide/icons.json"), "utf8"));
  const find = (name) => icons[name] ?? (aliases[name] && icons[aliases[name].parent]);
  // The drawing attributes stand once in the style sheet instead of in every icon.
  const plain = (body) =>
    body.replace(/ (fill="none"|stroke="currentColor"|stroke-linecap="round"|stroke-linejoin="round"|stroke-width="2")/g, "")
      .replace(/^<g>(.*)<\/g>$/, "$1");
  const symbols = iconNames(find).map((name) => `<symbol id="${name}" viewBox="0 0 24 24">${plain(find(name).body)}</symbol>`);
  const sign = SIGN.replace("<svg xmlns=\"http://www.w3.org/2000/svg\"", "<symbol id=\"nuanlin\"").replace("</svg>", "</symbol>").trim();
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${sign}</svg>`;
}

/** The sign in cream on persimmon; `inset` is the free edge in percent, `round` the corner. */
function appIcon(inset, round) {
  const inner = SIGN.replace(/<\/?svg[^>]*>/g, "");
  const scale = (100 - 2 * inset) / 48;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><rect width="100" height="100" rx="${round}" fill="${PERSIMMON}"/><g color="${CREAM}" fill="none" stroke="${CREAM}" stroke-width="3.6" stroke-linecap="round" stroke-linejoin="round" transform="translate(${inset} ${inset}) scale(${scale})">${inner.replaceAll("currentColor", CREAM)}</g></svg>`;
}

const png = (svg, width) => new Resvg(svg, { fitTo: { mode: "width", value: width } }).render().asPng();
const write = (name, content) => writeFileSync(join(out, name), content);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

write("icons.svg", sprite());
write("favicon.svg", appIcon(15, 22));
write("icon-192.png", png(appIcon(15, 22), 192));
write("icon-512.png", png(appIcon(15, 22), 512));
write("icon-maskable.png", png(appIcon(22, 0), 512));

const tailwind = join(dirname(require.resolve("@tailwindcss/cli/package.json")), "dist", "index.mjs");
for (const bundle of ["resident", "staff"]) {
  execFileSync(process.execPath, [tailwind, "--minify", "-i", join(here, "css", `${bundle}.css`), "-o", join(out, `${bundle}.css`)], {
    cwd: here,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

await build({
  entryPoints: ["resident", "resident-talk", "landing", "staff", "figures", "push", "notices", "sw"].map((name) => join(here, "js", `${name}.js`)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "safari15", "firefox115"],
  legalComments: "none",
  logLevel: "warning",
});

// Whoever reads the old build meanwhile finds all of it.
rmSync(finished, { recursive: true, force: true });
renameSync(out, finished);
