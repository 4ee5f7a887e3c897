// SPDX-License-Identifier: EUPL-1.2
// What feelin (npm) makes of the expressions whose values our tests hold: those of
// tests/cases/feel*.test and, where TCK_DIR is, the decisions of the public kit that are one
// expression without inputs. Shows each difference, and fails when one is not explained in
// bench/differences.txt.
//   node bench/differential.mjs
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate } from "feelin";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kit = process.env.TCK_DIR ?? join(root, "..", "shared", "tck");

function value(text) {
  try {
    const found = evaluate(text, {}).value ?? null;
    return Number.isNaN(found) ? null : found;
  } catch {
    return undefined; // it has no answer
  }
}

// Equal as FEEL sees it; numbers to one part in a hundred million, as feelin counts in binary.
function same(a, b) {
  if (a === null || b === null) return a === b;
  if (typeof a === "number" && typeof b === "number")
    return Math.abs(a - b) <= 1e-8 * Math.max(1, Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, i) => same(one, b[i]));
  if (typeof a !== typeof b) return false;
  if (typeof a !== "object") return a === b;
  const text = (v) => evaluate("string(v)", { v }).value;
  return text(a) === text(b) || evaluate("a = b", { a, b }).value === true;
}

const found = [];
let compared = 0;
let without = 0;
function compare(name, question, expected) {
  const theirs = value(question);
  if (theirs === undefined) {
    without++;
    return;
  }
  compared++;
  const ours = value(expected);
  let equal = false;
  try {
    equal = ours !== undefined && same(theirs, ours);
  } catch {
    // what cannot be compared is different
  }
  if (!equal) found.push({ name, question, expected });
}

for (const file of ["feel", "feel-conformance"]) {
  for (const line of readFileSync(join(root, "tests/cases", `${file}.test`), "utf8").split("\n")) {
    const at = line.lastIndexOf(" = ");
    if (line.startsWith("#") || at < 0 || line.includes("kund") || line.includes("kanske")) continue;
    compare(line.slice(0, at), line.slice(0, at), line.slice(at + 3));
  }
}

// A value of the kit as FEEL.
function literal(v) {
  if (v === null) return "null";
  if (v.t === "list") return `[${v.v.map(literal).join(", ")}]`;
  if (v.t === "context")
    return `{${Object.entries(v.v).map(([k, one]) => `${JSON.stringify(k)}: ${literal(one)}`).join(", ")}}`;
  if (v.t === "number" || v.t === "boolean") return String(v.v);
  if (v.t === "string") return JSON.stringify(v.v);
  return `@${JSON.stringify(v.v)}`;
}

const plain = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&apos;", "'")
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#([0-9]+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll("&amp;", "&");

function expressions(path) {
  const xml = readFileSync(path, "utf8");
  const list = new Map();
  for (const [, name, body] of xml.matchAll(/<(?:\w+:)?decision\s[^>]*?name="([^"]*)"[^>]*>([\s\S]*?)<\/(?:\w+:)?decision>/g)) {
    if (/Requirement>/.test(body) || /typeRef="(?!Any)/.test(body)) continue;
    const logic = body.match(/^[\s\S]*?<(?:\w+:)?literalExpression[^>]*>\s*<(?:\w+:)?text>([\s\S]*?)<\/(?:\w+:)?text>\s*<\/(?:\w+:)?literalExpression>\s*$/);
    if (logic && !/<(?:\w+:)?(?:context|invocation|list|relation|decisionTable|functionDefinition)[ >]/.test(body))
      list.set(plain(name), plain(logic[1].replace(/^<!\[CDATA\[|\]\]>$/g, "")));
  }
  return list;
}

const cases = join(kit, "cases.jsonl");
if (existsSync(cases)) {
  for (const line of readFileSync(cases, "utf8").split("\n").filter(Boolean)) {
    const one = JSON.parse(line);
    const path = join(kit, "models", one.dir, one.dmn);
    if (!existsSync(path) || one.inputs.length) continue;
    const texts = expressions(path);
    for (const result of one.results) {
      const question = texts.get(result.name);
      if (question !== undefined)
        compare(`${one.dir} ${one.id} ${result.name}`, question, result.error ? "null" : literal(result.expected));
    }
  }
} else {
  console.log(`The kit is not at ${kit}: its decisions are not compared.`);
}

const explained = new Set(
  readFileSync(join(root, "bench/differences.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#")),
);
let unexplained = 0;
for (const { name, question, expected } of found) {
  if (explained.has(name)) continue;
  unexplained++;
  console.log(`${name}: ${question.trim().replaceAll("\n", " ")} should be ${expected}, feelin says ${JSON.stringify(value(question))}`);
}
console.log(`${compared} results compared, ${found.length} differ, ${unexplained} of them unexplained; ${without} that feelin has no answer for`);
process.exit(unexplained ? 1 : 0);
