// Parse diagrams with mermaid's own parser: a JSON array of texts on stdin, of errors on stdout.
// Run it in a folder whose node_modules hold mermaid and jsdom.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.cwd()}/`);
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const entry = `${process.cwd()}/node_modules/mermaid/dist/mermaid.core.mjs`;
const { default: mermaid } = await import(pathToFileURL(entry));

const errors = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(text);
    errors.push("");
  } catch (error) {
    errors.push(String(error.message ?? error));
  }
}
process.stdout.write(JSON.stringify(errors));
