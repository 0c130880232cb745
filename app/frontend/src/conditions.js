// Shows and hides fields while somebody types, by the same trees that the server evaluates
// (processes/engine/forms/feel_meaning.py); the server decides again when the form is sent.

const ROUNDS = 8; // conditions may depend on hidden fields; circles end here
const ROW_NAMES = new Set(["item", "this", "parent"]);

export function applyConditions(form) {
  const conditional = [...form.querySelectorAll("[data-hide]")].map((element) => ({
    element,
    tree: JSON.parse(element.dataset.hide),
    place: containerOf(element.dataset.field ?? element.dataset.rows ?? element.dataset.group ?? element.dataset.note ?? ""),
  }));
  if (conditional.length === 0) return;
  const fields = [...form.querySelectorAll("[data-field]")].map((element) => ({
    element, path: steps(element.dataset.field), value: valueOf(element),
  }));
  let hidden = new Set();
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = {};
    for (const field of fields) {
      const gone = [...hidden].some((element) => element.contains(field.element));
      put(answers, field.path, gone ? null : field.value);
    }
    const next = new Set(conditional.filter(({ tree, place }) => evaluate(tree, scopes(answers, place)) === true)
      .map(({ element }) => element));
    if (sameSet(hidden, next)) break;
    hidden = next;
  }
  for (const { element } of conditional) element.hidden = hidden.has(element);
  // The server marks also what lies inside something hidden; here the outer element alone decides.
  form.querySelectorAll("[hidden]:is([data-field], [data-rows], [data-group], [data-note]):not([data-hide])")
    .forEach((element) => { element.hidden = false; });
}

function sameSet(left, right) {
  return left.size === right.size && [...left].every((one) => right.has(one));
}

// "ziele[0].titel" as ["ziele", 0, "titel"]
function steps(path) {
  return [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
}

// Where a component stands: its path without its own last name (notes and plain groups are "place#id").
function containerOf(path) {
  return path.includes("#") ? steps(path.slice(0, path.indexOf("#"))) : steps(path).slice(0, -1);
}

function put(answers, path, value) {
  let holder = answers;
  path.slice(0, -1).forEach((step, at) => {
    holder[step] ??= typeof path[at + 1] === "number" ? [] : {};
    holder = holder[step];
  });
  holder[path.at(-1)] = value;
}

// The dicts a condition sees: its own row first, then what lies around it.
function scopes(answers, place) {
  const found = [answers];
  let holder = answers;
  for (const step of place) {
    holder = holder?.[step];
    if (holder && !Array.isArray(holder)) found.unshift(holder);
  }
  return found;
}

function find(path, chain) {
  const [first, ...rest] = path;
  let at = chain.findIndex((values) => Object.hasOwn(values, first));
  if (at < 0 && ROW_NAMES.has(first)) {
    const from = first === "parent" && chain.length > 1 ? chain.slice(1) : chain;
    return rest.length ? find(rest, from) : from[0];
  }
  let value = at < 0 ? null : chain[at][first];
  for (const name of rest) value = value !== null && typeof value === "object" && !Array.isArray(value) ? value[name] ?? null : null;
  return value ?? null;
}

export function evaluate(tree, chain) {
  const [kind, ...parts] = tree;
  if (kind === "value") return parts[0];
  if (kind === "path") return find(parts, chain);
  if (kind === "call") return FUNCTIONS[parts[0]](...parts.slice(1).map((part) => evaluate(part, chain)));
  const values = parts.map((part) => evaluate(part, chain));
  if (kind === "list") return values;
  if (kind === "or" || kind === "and") return joined(values, kind === "or");
  if (kind === "in") return contains(values[1], values[0]);
  const [left, right] = values;
  if (kind === "=") return same(left, right);
  if (kind === "!=") return !same(left, right);
  if (typeof left !== typeof right || !["number", "string"].includes(typeof left)) return null;
  return { "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right }[kind];
}

function joined(values, decides) {
  if (values.some((value) => value === decides)) return decides;
  return values.every((value) => typeof value === "boolean") ? !decides : null;
}

function same(left, right) {
  return Array.isArray(left) && Array.isArray(right)
    ? left.length === right.length && left.every((one, at) => same(one, right[at]))
    : left === right;
}

function contains(values, value) {
  return Array.isArray(values) ? values.some((one) => same(one, value)) : null;
}

const FUNCTIONS = {
  not: (value) => (typeof value === "boolean" ? !value : null),
  "list contains": contains,
  contains: (text, part) => (typeof text === "string" && typeof part === "string" ? text.includes(part) : null),
  count: (values) => (Array.isArray(values) ? values.length : null),
  "string length": (text) => (typeof text === "string" ? text.length : null),
};

// What the server would read from this field.
function valueOf(element) {
  const controls = [...element.querySelectorAll("input, select, textarea")];
  const type = element.dataset.type;
  if (type === "multienum") {
    const ticked = controls.filter((control) => control.checked).map((control) => control.value);
    return ticked.length ? ticked : null;
  }
  const first = controls[0];
  if (!first) return null;
  if (first.type === "checkbox") return first.checked;
  const text = (first.type === "radio" ? controls.find((control) => control.checked)?.value ?? "" : first.value).trim();
  return text === "" ? null : read(type, text);
}

function read(type, text) {
  if (type === "bool") return /^(on|ja|true|1|yes|wahr)$/i.test(text) ? true : /^(off|nein|false|0|no|falsch)$/i.test(text) ? false : null;
  if (type === "int" || type === "decimal" || type === "scale10") return number(text);
  if (type === "money") { const euros = number(text); return euros === null ? null : Math.round(euros * 100); }
  if (type === "date") {
    const german = /^(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?(\d{4})$/.exec(text);
    return german ? `${german[3]}-${german[2].padStart(2, "0")}-${german[1].padStart(2, "0")}` : /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
  }
  return text;
}

function number(text) {
  const tidy = text.replace(/[\u00a0\u202f ]/g, "").replace("\u2212", "-");
  if (/^[+-]?\d+\.\d{1,2}$/.test(tidy)) return Number(tidy);
  if (!/^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(tidy)) return null;
  return Number(tidy.replaceAll(".", "").replace(",", "."));
}
