// Copies what our pages load from others, with its licences, from node_modules to where the server finds it.
import { cpSync, mkdirSync } from "node:fs";

const from = new URL("../node_modules/", import.meta.url);
const to = new URL("../src/vivavoce/web/static/vendor/", import.meta.url);
const files = {
  "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
  "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
  "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-bundle.js.LICENSE.txt",
  "swagger-ui-dist/LICENSE": "LICENSE",
  "swagger-ui-dist/NOTICE": "NOTICE",
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
  "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
  "htmx.org/LICENSE": "htmx.LICENSE",
  "sortablejs/modular/sortable.core.esm.js": "sortable.js",
  "sortablejs/LICENSE": "sortable.LICENSE",
};

mkdirSync(to, { recursive: true });
for (const [source, name] of Object.entries(files)) cpSync(new URL(source, from), new URL(name, to));
