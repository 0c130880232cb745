// Leaves out of KERN UX what no template of ours uses: classes, icons and tokens. A page for caseworkers stays small.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const SOURCES = /\.(html|py|js)$/;
const SKIPPED = new Set(["node_modules", "static", "translations", "__pycache__"]);

// Every class-like word that occurs anywhere in templates, Python and scripts below `folder`.
export function wordsIn(folder) {
  const words = new Set();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) wordsIn(path).forEach((word) => words.add(word));
    } else if (SOURCES.test(entry.name)) {
      (readFileSync(path, "utf8").match(/kern-[a-z0-9_-]+/gi) ?? []).forEach((word) => words.add(word));
    }
  }
  return words;
}

const OTHER_KITS = /\.(row|col|container|g|gx|gy|offset|order|d|m[xytblres]?|p[xytblres]?|gap|flex|justify|align|place|overflow|position|w|h|text|border|rounded)(-[a-z0-9-]+)?(?![a-z0-9_-])/;

export function onlyUsed(folder) {
  const used = wordsIn(folder);
  // What stands in :is(…) or :not(…) are alternatives: one unused class among them says nothing.
  const isUsed = (selector) =>
    (selector.replace(/:(is|not|where)\([^()]*(\([^()]*\)[^()]*)*\)/g, "").match(/\.kern-[a-zA-Z0-9_-]+/g) ?? []).every((name) => used.has(name.slice(1)));
  return {
    postcssPlugin: "only-used",
    OnceExit(root) {
      root.walkRules((rule) => {
        if (rule.parent?.name?.endsWith("keyframes")) return;
        const inKern = isInLayer(rule, "kern");
        const kept = rule.selectors.filter((one) => isUsed(one) && !(inKern && OTHER_KITS.test(one)));
        if (kept.length === 0) rule.remove();
        else if (kept.length < rule.selectors.length) rule.selectors = kept;
      });
      while (dropUnusedTokens(root)) { /* a token may be used only by a token that goes too */ }
      root.walkAtRules((at) => { if (at.nodes && at.nodes.length === 0) at.remove(); });
    },
  };
}
onlyUsed.postcss = true;

function isInLayer(node, name) {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === "atrule" && up.name === "layer" && up.params === name) return true;
  }
  return false;
}

function dropUnusedTokens(root) {
  const used = new Set();
  root.walkDecls((decl) => {
    for (const [, name] of decl.value.matchAll(/var\(\s*(--[\w-]+)/g)) used.add(name);
  });
  let dropped = 0;
  root.walkDecls(/^--kern-/, (decl) => {
    if (!used.has(decl.prop)) { decl.remove(); dropped += 1; }
  });
  root.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
  return dropped > 0;
}
