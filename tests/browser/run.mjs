// SPDX-License-Identifier: EUPL-1.2
//
// Runs the browser tests: node tests/browser/run.mjs [WORD]
// The binary is $VAKA_BINARY (default build-test/vaka); the last line is "N passed, N failed".
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAll } from './harness.mjs';

const here = dirname(fileURLToPath(import.meta.url));
for (const file of readdirSync(here).filter((name) => name.endsWith('.test.mjs')).sort()) {
    await import(join(here, file));
}
const { passed, failed } = await runAll(process.argv[2]);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
