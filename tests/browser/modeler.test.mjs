// SPDX-License-Identifier: EUPL-1.2
//
// A routine is an ordinary DMN file: it opens in a common modeller, and so does the vocabulary that
// the program writes for those who write routines.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { assert, binary, browser, root, test } from './harness.mjs';

const bundle = join(
    dirname(createRequire(import.meta.url).resolve('dmn-js/package.json')),
    'dist',
    'dmn-modeler.production.min.js',
);

// What the modeller says of the file: {warnings, views: [{type, name, warnings}]}.
async function openInModeler(page, xml) {
    return page.evaluate(async (text) => {
        const modeler = new window.DmnJS({ container: document.body, height: 600 });
        const plain = (warnings) => warnings.map((one) => String(one.message ?? one));
        const { warnings } = await modeler.importXML(text, { open: false });
        const views = [];
        for (const view of modeler.getViews()) {
            const opened = await modeler.open(view);
            const rows = document.querySelectorAll('.tjs-container tbody tr').length;
            views.push({ type: view.type, name: view.name, warnings: plain(opened.warnings), rows });
        }
        const written = (await modeler.saveXML({ format: true })).xml.length;
        modeler.destroy();
        return { warnings: plain(warnings), views, written };
    }, xml);
}

async function withModeler(run) {
    const chrome = await browser();
    try {
        const page = await chrome.newPage();
        await page.setContent('<!doctype html><html lang="sv"><title>DMN</title><body></body></html>');
        await page.addScriptTag({ path: bundle });
        await run(page);
    } finally {
        await chrome.close();
    }
}

function check(what, said) {
    assert(said.warnings.length === 0, `${what}: ${said.warnings.join('; ')}`);
    for (const view of said.views) {
        assert(view.warnings.length === 0, `${what}, ${view.name}: ${view.warnings.join('; ')}`);
    }
    assert(said.written > 1000, `${what} can be written again`);
}

test('the routine opens in a modeller, table by table', () =>
    withModeler(async (page) => {
        const xml = readFileSync(join(root, 'routines', 'hemsjukvard', 'routine.dmn'), 'utf8');
        const said = await openInModeler(page, xml);
        check('the routine', said);
        const tables = (xml.match(/<decisionTable\b/g) ?? []).length;
        const shown = said.views.filter((view) => view.type === 'decisionTable');
        assert(tables > 5, `the routine has tables: ${tables}`);
        assert(shown.length === tables, `${shown.length} of ${tables} tables have a view`);
        for (const view of shown) assert(view.rows > 0, `${view.name} shows its rules`);
    }));

test('the vocabulary opens in a modeller', () =>
    withModeler(async (page) => {
        const made = spawnSync(binary, ['vocabulary', '--dmn'], { encoding: 'utf8' });
        assert(made.status === 0 && made.stdout.includes('<itemDefinition'), `vaka vocabulary: ${made.stderr}`);
        check('the vocabulary', await openInModeler(page, made.stdout));
    }));
