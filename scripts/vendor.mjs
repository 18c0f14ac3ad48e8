// Copies the API viewer and its licences from node_modules to where the docs page looks for them.
import { cpSync, mkdirSync } from "node:fs";

const from = new URL("../node_modules/swagger-ui-dist/", import.meta.url);
const to = new URL("../src/vivavoce/web/static/vendor/", import.meta.url);
const files = [
  "swagger-ui.css",
  "swagger-ui-bundle.js",
  "swagger-ui-bundle.js.LICENSE.txt",
  "LICENSE",
  "NOTICE",
];

mkdirSync(to, { recursive: true });
for (const name of files) cpSync(new URL(name, from), new URL(name, to));
