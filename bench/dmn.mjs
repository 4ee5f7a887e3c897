// SPDX-License-Identifier: EUPL-1.2
// The pairs of bench/dmn: our engine as a program of its own, feelin in a process of its own too.
//   node dmn.mjs BENCH_ENGINE PAIRS SECONDS
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate, unaryTest } from "feelin";

// A table of 20 rules and 4 inputs, of which each rule matches one of 20 inputs.
const kinds = ["ordinärt", "särskilt", "korttid", "bostad med service"];
const columns = [
  ["ålder", "number"],
  ["boende", "string"],
  ["dagar", "number"],
  ["kommun", "string"],
];
const rules = Array.from({ length: 20 }, (_, i) => ({
  cells: [`[${i * 5}..${i * 5 + 5})`, `"${kinds[i % 4]}", "annat"`, `>= ${i}`, 'not("okänd")'],
  output: `"rad ${i + 1}"`,
}));
const inputs = rules.map((_, i) => ({
  ålder: i * 5 + 2,
  boende: kinds[i % 4],
  dagar: i + 3,
  kommun: "Piteå",
}));

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function model(policy) {
  const data = columns.map(
    ([name, type], i) =>
      `<inputData id="i${i}" name="${name}"><variable name="${name}" typeRef="${type}"/></inputData>`,
  );
  const needs = columns.map(
    (_, i) =>
      `<informationRequirement><requiredInput href="#i${i}"/></informationRequirement>`,
  );
  const heads = columns.map(
    ([name, type]) =>
      `<input><inputExpression typeRef="${type}"><text>${name}</text></inputExpression></input>`,
  );
  const rows = rules.map(
    ({ cells, output }) =>
      "<rule>" +
      cells.map((cell) => `<inputEntry><text>${escaped(cell)}</text></inputEntry>`).join("") +
      `<outputEntry><text>${output}</text></outputEntry></rule>`,
  );
  return (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:bench" ' +
    `name="b">${data.join("")}<decision id="d" name="d"><variable name="d" typeRef="string"/>` +
    `${needs.join("")}<decisionTable hitPolicy="${policy}">${heads.join("")}` +
    `<output name="o" typeRef="string"/>${rows.join("")}</decisionTable></decision></definitions>`
  );
}

// feelin has expressions and unary tests; the table around them is written here.
function table(policy, facts) {
  let matched = null;
  for (const rule of rules) {
    const holds = columns.every(
      ([name], i) => unaryTest(rule.cells[i], { "?": facts[name] }).value === true,
    );
    if (!holds) continue;
    if (policy === "FIRST") return evaluate(rule.output, {}).value;
    if (matched) return null;
    matched = rule;
  }
  return matched ? evaluate(matched.output, {}).value : null;
}

function later(day) {
  const start = evaluate(`date("2026-12-${String(day).padStart(2, "0")}")`, {}).value;
  return () => evaluate('start + duration("P2M")', { start }).value;
}

const theirs = {
  parsed: Array.from({ length: 28 }, (_, i) => later(i + 1)),
  FIRST: inputs.map((facts) => () => table("FIRST", facts)),
  UNIQUE: inputs.map((facts) => () => table("UNIQUE", facts)),
};

// A date is compared as text.
function shown(value) {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  return evaluate("string(value)", { value }).value;
}

function measureTheirs(name, seconds) {
  const turns = theirs[name];
  const results = turns.map((turn) => shown(turn()));
  // The same time once before, so that what is compiled while it runs has been.
  for (const end = performance.now() + seconds * 1000; performance.now() < end; )
    for (const turn of turns) turn();
  const before = process.cpuUsage();
  let count = 0;
  let used;
  do {
    for (const turn of turns) turn();
    count += turns.length;
    used = process.cpuUsage(before);
  } while (used.user + used.system < seconds * 1e6);
  return { rate: (count * 1e6) / (used.user + used.system), results };
}

if (process.argv[2] === "--theirs") {
  console.log(JSON.stringify(measureTheirs(process.argv[3], Number(process.argv[4]))));
  process.exit(0);
}

const [engine, pairs, seconds] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const work = mkdtempSync(join(tmpdir(), "vaka-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
writeFileSync(join(work, "inputs.json"), JSON.stringify(inputs));
for (const policy of ["FIRST", "UNIQUE"])
  writeFileSync(join(work, `${policy}.dmn`), model(policy));

function ours(words) {
  const lines = execFileSync(engine, [seconds, ...words], { encoding: "utf8" }).split("\n");
  const [, rate, , allocations] = lines.find((line) => line.startsWith("rate")).split(" ");
  const results = lines
    .filter((line) => line.startsWith("result "))
    .map((line) => JSON.parse(line.slice(7)));
  return { rate: Number(rate), allocations: Number(allocations), results };
}

function other(name) {
  const self = fileURLToPath(import.meta.url);
  return JSON.parse(execFileSync(process.execPath, [self, "--theirs", name, seconds], { encoding: "utf8" }));
}

function summary(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const low = sorted.length >= 11 ? 1 : 0;
  const text = (v) => v.toLocaleString("en", { maximumFractionDigits: digits });
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  return `${text(middle)} (${text(sorted[low])}–${text(sorted[sorted.length - 1 - low])})`;
}

const cases = [
  ['start + duration("P2M"), parsed and evaluated', "parsed", ["parsed"]],
  ['start + duration("P2M"), prepared', "parsed", ["prepared"]],
  ["20 rules × 4 inputs, FIRST", "FIRST", ["table", join(work, "FIRST.dmn"), join(work, "inputs.json")]],
  ["20 rules × 4 inputs, UNIQUE", "UNIQUE", ["table", join(work, "UNIQUE.dmn"), join(work, "inputs.json")]],
];

let faults = 0;
let compared = 0;
console.log(`${new Date().toISOString().slice(0, 16)} UTC, ${cpus().length} processors, ${pairs} pairs of ${seconds} s\n`);
console.log("| what, a second on one core | ours | feelin 8.2.0 | ratio |");
console.log("|---|---|---|---|");
for (const [title, name, words] of cases) {
  const a = [];
  const b = [];
  let allocations = 0;
  for (let i = 0; i < pairs; i++) {
    a.push(ours(words));
    b.push(other(name));
    allocations += a[i].allocations;
    a[i].results.forEach((result, k) => {
      compared++;
      if (JSON.stringify(result) === JSON.stringify(b[i].results[k])) return;
      faults++;
      console.error(`${title}, input ${k + 1}: ours ${JSON.stringify(result)}, feelin ${JSON.stringify(b[i].results[k])}`);
    });
  }
  if (allocations) {
    faults++;
    console.error(`${title}: ${allocations} allocations outside the arena`);
  }
  const rates = (list) => list.map((one) => one.rate);
  console.log(
    `| ${title} | ${summary(rates(a), 0)} | ${summary(rates(b), 0)} | ` +
      `${summary(a.map((one, i) => one.rate / b[i].rate), 0)} |`,
  );
}
console.log(`\n${compared} results compared. Allocations outside the arena: none.`.replace("none.", faults ? "see above." : "none."));
process.exit(faults ? 1 : 0);
