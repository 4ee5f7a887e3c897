// SPDX-License-Identifier: EUPL-1.2
//
// The routine's own pages: every rule in plain words, FEEL within reach, and no page that is wider
// than a telephone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { assert, binary, browser, checkWidth, look, mainText, PASSWORD, root, serve, signIn, test, visitor, walkTest } from './harness.mjs';

const links = (page) => page.locator('main a[href^="/rutin/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));

// The addresses of every decision of every routine.
async function decisions(page) {
    await page.goto('/rutin');
    const found = new Set();
    const routines = await links(page);
    for (const routine of routines) {
        await page.goto(routine);
        for (const href of await links(page)) if (!routines.includes(href)) found.add(href);
    }
    return [...found];
}

// What stands in the cells of a decision's table, without drawing it.
const read = (page, href) =>
    page.evaluate(async (address) => {
        const text = await (await fetch(address)).text();
        const table = new DOMParser().parseFromString(text, 'text/html').querySelector('.rules');
        if (!table) return { columns: 0, cells: [] };
        const cells = [...table.querySelectorAll('tbody td[title]')].map((td) => ({
            code: td.querySelector('code') !== null,
            words: (td.querySelector('.ds-sr-only') ?? td).textContent.trim(),
            written: td.title,
        }));
        return { columns: table.querySelectorAll('thead th').length, cells };
    }, href);

walkTest('the rules of the routines are said in plain words', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'mas');
    const all = await decisions(page);
    assert(all.length > 100, `the decisions of two routines: ${all.length}`);
    const said = new Map();
    const wide = [];
    let inCode = 0;
    for (const href of all) {
        const table = await read(page, href);
        wide.push({ href, columns: table.columns });
        for (const { code, words, written } of table.cells) {
            inCode += code;
            said.set(written, words);
            const looks = /\bif\b.*\bthen\b|duration\(|!=|not\(|string\(|\bcount\(|\bnull\b/;
            assert(code || !looks.test(words), `FEEL among the words: ${words}`);
        }
    }
    const isRead = async (href) => {
        await page.goto(href);
        for (const fold of await page.locator('main details > summary').all()) await fold.click();
        await checkWidth(page, decodeURIComponent(href));
        const sideways = await page.locator('.table-scroll:visible').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).length);
        assert(sideways === 0, `${decodeURIComponent(href)}: its rules are read without drawing them sideways`);
    };
    // Those that stand beside each other with as many columns as may, and those of the most.
    const byColumns = [...wide].sort((a, b) => b.columns - a.columns);
    for (const { href } of [...byColumns.slice(0, 6), ...byColumns.filter((one) => one.columns <= 9).slice(0, 24)]) await isRead(href);
    await page.setViewportSize({ width: 375, height: 800 });
    for (const { href } of wide.sort((a, b) => b.columns - a.columns).slice(0, 12)) {
        await isRead(href);
        const named = await page.locator('.rules').first().locator('td:visible').evaluateAll((all) => all.every((td) => td.dataset.label && getComputedStyle(td, '::before').content.includes(td.dataset.label.slice(0, 3))));
        assert(named, `${decodeURIComponent(href)}: each cell says what it is about`);
    }
    // On paper nothing can be scrolled: A4 lying, without its margins.
    await page.setViewportSize({ width: 1040, height: 700 });
    await page.emulateMedia({ media: 'print' });
    for (const { href } of wide.slice(0, 12)) {
        await page.goto(href);
        await checkWidth(page, `${decodeURIComponent(href)} on paper`);
    }
    assert(said.get('not("ja")') === 'inte ja', said.get('not("ja")'));
    assert(said.get('> 0') === 'mer än 0', said.get('> 0'));
    assert(said.get('-') === 'vad som helst', said.get('-'));
    assert(said.get('not(null)') === 'uppgift finns', said.get('not(null)'));
    assert(said.size > 200 && inCode > 0 && inCode < 10, `what stands in FEEL is seldom: ${inCode} of ${said.size}`);
    assert(page.complaints.length === 0, page.complaints.join('\n'));
});

walkTest('a rule is read in words and as it is written, in Swedish and English', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'mas');
    await page.goto('/rutin/Första%20uppföljning');
    await look(page, 'decision');
    assert((await mainText(page)).includes('”Ansluten utan avbrott sedan” + ”Månader till första uppföljning”'), 'a date is said with what is added');
    const written = page.locator('details', { hasText: 'som de är skrivna' });
    assert(!(await written.evaluate((e) => e.open)), 'FEEL is folded away');
    await written.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert((await written.innerText()).includes('Ansluten utan avbrott sedan + duration("P" + string(Månader till första uppföljning) + "M")'), 'and unfolds by the keyboard');
    await look(page, 'decision as written');
    await page.locator('summary.top-button').click();
    await page.getByRole('button', { name: 'English' }).click();
    const cell = page.locator('.rules').first().locator('td[title="not(null)"]').first();
    assert((await cell.innerText()) === 'stated', `in English: ${await cell.innerText()}`);
    assert((await cell.getAttribute('lang')) === 'en', 'and said to be');
    const text = page.locator('.rules').first().locator('td[title=\'"Första uppföljning"\']').first();
    assert((await text.evaluate((td) => td.closest('[lang]').lang)) === 'sv', 'what the routine says is in its own language');
    await look(page, 'decision in English');
});

// The only one left would hide below its own long page that another has ended.
test('a routine that was taken out of force is told of beside the one that is left', async () => {
    const left = join(root, 'routines', 'hemsjukvard');
    const server = await serve(['--routine', left], {}, (database) => {
        const words = ['routine', 'end', 'vils', '--by', 'forvaltare', '--why', 'Vi provar utan.', '--database', database, '--routine', left];
        const { status, stdout, stderr } = spawnSync(binary, words, { input: `${PASSWORD}\n`, encoding: 'utf8' });
        assert(status === 0, `vaka routine end: ${stdout}${stderr}`);
    });
    const chrome = await browser();
    try {
        const page = await visitor(chrome, server);
        await signIn(page, 'mas');
        await page.goto('/rutin');
        const text = await mainText(page);
        assert(/Rutiner som har tagits ur kraft.* VILS: den sista tiden som ett team · .*Öppna uppgifter som upphörde: \d+\. Skäl: Vi provar utan\./.test(text), `who ended it and why: ${text}`);
        await look(page, 'routines, one of them ended');
        await page.getByRole('link', { name: /^Hemsjukvård/ }).click();
        assert(!(await mainText(page)).includes('tagits ur kraft'), 'the page of the routine tells of itself');
        await page.getByRole('main').getByRole('link', { name: 'Rutiner' }).click();
        assert(new URL(page.url()).pathname === '/rutin', 'and leads back');
    } finally {
        await chrome.close();
        await server.stop();
    }
});
