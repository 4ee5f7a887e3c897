// SPDX-License-Identifier: EUPL-1.2
//
// What the documents of security say is built and tested: each test that they name is run, each file
// is there, and whatever docs/asvs.md says "yes" to names a test, or says that it is looked at by hand.
//   named.mjs SOURCE TESTS      TESTS: Meson's list of them (meson-info/intro-tests.json)
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { basename, join } from 'node:path';

const [, , source, list] = process.argv;
const tests = JSON.parse(readFileSync(list, 'utf8')).map(({ name }) => name);
const DOCUMENTS = ['docs/asvs.md', 'docs/threat-model.md', 'docs/tried-from-outside.md', 'docs/sign-in.md', 'docs/at-rest.md'];
const FOLDERS = ['src', 'tests', 'docs', 'packaging', 'scripts', 'tools', 'assets', 'bench', '.ci', 'fuzz'];
const files = new Set();
for (const folder of FOLDERS)
    for (const entry of readdirSync(join(source, folder), { recursive: true, withFileTypes: true }))
        if (entry.isFile()) files.add(entry.name);
const browser = readdirSync(join(source, 'tests/browser'))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => readFileSync(join(source, 'tests/browser', name), 'utf8'))
    .join('\n');

const faults = [];
// A test of the run ("app/door", of the browser by a part of its title: "browser: account"), a file, or
// neither: a word of the program.
function kindOf(word) {
    if (tests.includes(word)) return 'test';
    const title = word.match(/^browser: (.+)$/)?.[1];
    if (title) return browser.includes(title) ? 'test' : 'missing';
    const path = word.replace(/\(.*|\/$/g, '');
    if (existsSync(join(source, path))) return 'file';
    if (/\.(c|h|def|mjs|js|sh|md|json|lock)$/.test(word)) return !word.includes('/') && files.has(basename(word)) ? 'file' : 'missing';
    return /^[a-z][a-z0-9_-]*\/[a-z][a-z0-9_-]*$/.test(word) ? 'missing' : 'word';
}

let rows = 0;
for (const document of DOCUMENTS) {
    readFileSync(join(source, document), 'utf8').split('\n').forEach((line, i) => {
        const kinds = [...line.matchAll(/`([^`]+)`/g)].map(([, word]) => {
            const kind = kindOf(word);
            if (kind === 'missing') faults.push(`${document}:${i + 1}: ${word} is neither a test nor a file`);
            return kind;
        });
        const row = document === 'docs/asvs.md' && line.match(/^\| ([\d.–, ]+) \|.*\| (yes|part) \|/);
        if (!row) return;
        rows++;
        if (row[2] === 'yes' && !kinds.includes('test') && !line.includes('by hand')) faults.push(`${document}:${i + 1}: ${row[1]} names no test`);
    });
}
if (rows < 50) faults.push(`only ${rows} rows of docs/asvs.md were read`);
for (const fault of faults) console.log(fault);
process.exit(faults.length ? 1 : 0);
