import { resolve } from "node:path";
import { defineConfig } from "vite";
import { onlyUsed } from "./only-used.js";

const app = resolve(import.meta.dirname, "..");

export default defineConfig({
  base: "/static/dist/",
  publicDir: "public",
  css: { postcss: { plugins: [onlyUsed(app)] } },
  build: {
    outDir: resolve(app, "static/dist"),
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    assetsInlineLimit: 0, // nothing inline: the content policy allows only files
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    rollupOptions: {
      input: {
        app: resolve(import.meta.dirname, "src/app.js"),
        diagram: resolve(import.meta.dirname, "src/diagram.js"),
      },
    },
  },
});
