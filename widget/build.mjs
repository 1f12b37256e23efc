// Builds the widget into the Python package. The same sources give the same bytes, so that CI can rebuild and compare.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../src/etude/bots/web_widget/static");
const KiB = 1024;
const budget = { loader: 4 * KiB, frame: 30 * KiB };

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  format: "iife",
  legalComments: "none",
  target: ["chrome100", "firefox100", "safari15.4"],
};

async function bundle(entry, options = {}) {
  const built = await esbuild.build({ ...shared, ...options, entryPoints: [entry] });
  return Buffer.from(built.outputFiles[0].contents);
}

const hashed = (stem, ending, bytes) =>
  `${stem}.${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}.${ending}`;

const loader = await bundle("src/loader/main.ts");
const script = await bundle("src/frame/main.tsx", { jsx: "automatic", jsxImportSource: "preact" });
const style = await bundle("src/frame/style/frame.css");
const names = { script: hashed("frame", "js", script), style: hashed("frame", "css", style) };
const page = (await readFile(join(here, "src/frame/frame.html"), "utf8"))
  .replace("{{script}}", names.script)
  .replace("{{style}}", names.style);
const manifest = { loader: "widget.js", page: "frame.html", strings: "strings.json", ...names };

const files = {
  "widget.js": loader,
  "frame.html": page,
  [names.script]: script,
  [names.style]: style,
  "strings.json": await readFile(join(here, "src/frame/strings.json")),
  "manifest.json": JSON.stringify(manifest, null, 2) + "\n",
};

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) if (!(old in files)) await rm(join(target, old), { recursive: true });
for (const [name, bytes] of Object.entries(files)) await writeFile(join(target, name), bytes);

const weigh = (...parts) => parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0);
const weights = { loader: weigh(loader), frame: weigh(script, style, page) };
for (const [part, weight] of Object.entries(weights)) {
  console.log(`${part}: ${(weight / KiB).toFixed(1)} of ${budget[part] / KiB} KiB gzip`);
  if (weight > budget[part]) process.exitCode = 1;
}
