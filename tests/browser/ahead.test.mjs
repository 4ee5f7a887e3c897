// SPDX-License-Identifier: EUPL-1.2
//
// Planning ahead: the calendar by keyboard, the filters, the files that are taken along.
import { readFileSync } from 'node:fs';
import { assert, look, mainText, signIn, visitor, walkTest } from './harness.mjs';

// What is shown can be chosen in a form that is folded away.
async function openChoice(page) {
    const folded = page.locator('.ahead-choice');
    if (!(await folded.evaluate((e) => e.open))) await folded.locator('summary').click();
}

async function fetchFile(page, name) {
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name }).click();
    const download = await waiting;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

walkTest('planning ahead: calendar, list, filters, files', async (chrome, server) => {
    const page = await visitor(chrome, server, { acceptDownloads: true });
    await signIn(page, 'sjukskoterska');
    await page.getByRole('link', { name: 'Framåt', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Framåt' }).waitFor();
    await look(page, 'ahead');
    // What the heading says, and whose list it is, is not said again in each row.
    const days = page.locator('.day-group:not(.late-group)');
    for (const one of (await days.all()).slice(0, 3)) {
        const heading = await one.getByRole('heading').first().innerText();
        for (const when of await one.locator('.duty-when').allInnerTexts())
            assert(!when.toLowerCase().includes(heading.toLowerCase()), `${heading}: ${when}`);
    }
    const rows = await page.locator('.duty-what .quiet').allInnerTexts();
    assert(rows.some((row) => row.startsWith('Fysioterapeut, ')) && !rows.some((row) => row.startsWith('Sjuksköterska, Hemsjukvården Norr')), `another’s is named, one’s own is not: ${rows[0]}`);

    for (const names of await page.locator('.day-names').all()) {
        const all = await names.getByRole('listitem').allInnerTexts();
        assert(new Set(all).size === all.length, `each person once a day: ${all}`);
    }

    // By keyboard: a day of the calendar leads to that day of the list.
    const day = page.locator('.calendar td a').first();
    const date = (await day.getAttribute('href')).slice(1);
    await day.focus();
    await page.keyboard.press('Enter');
    assert(page.url().endsWith(`#${date}`), 'the day is in the address');
    assert(await page.evaluate((id) => document.activeElement.id === id, date), 'the heading of the day has the focus');
    const spoken = await day.innerText();
    assert(/\d+ \S+|en sak|två saker/.test(spoken), `the day says how many there are: ${spoken}`);

    // Filters.
    const all = await page.locator('.duties > li').count();
    const choice = page.locator('.ahead-choice > summary');
    assert(/Hemsjukvården Norr · 4 veckor$/.test(await choice.innerText()), `it says what is shown: ${await choice.innerText()}`);
    assert(!(await page.getByLabel('Roll').isVisible()), 'the content stands before seven choices');
    await choice.focus();
    await page.keyboard.press('Enter');
    // What is unfolded is there at once: where it grows, a press and its release are not on the same thing.
    const height = () => page.locator('.ahead-choice[open]').evaluate((one) => one.getBoundingClientRect().height);
    const first = await height();
    await page.waitForTimeout(200);
    assert((await height()) === first, `what is unfolded stands still: ${first} px, then ${await height()}`);
    await look(page, 'ahead with its choices open');
    await page.getByLabel('Roll').selectOption({ label: 'Fysioterapeut' });
    await page.getByRole('button', { name: 'Visa', exact: true }).click();
    assert(/Hemsjukvården Norr · Fysioterapeut · 4 veckor$/.test(await choice.innerText()), `what was chosen is read while it is folded: ${await choice.innerText()}`);
    const fewer = await page.locator('.duties > li').count();
    assert(fewer > 0 && fewer < all, `a profession is a part of all: ${fewer} of ${all}`);
    assert(!(await mainText(page)).includes('Sjuksköterska, Hemsjukvården'), 'no other profession is shown');
    await openChoice(page);
    await page.getByLabel('Från och med').fill('2040-01-01');
    await page.getByLabel('Det som redan är sent').selectOption('Visa inte');
    await page.getByRole('button', { name: 'Visa', exact: true }).click();
    assert((await mainText(page)).includes('Inget behöver göras under perioden.'), 'nothing is said to be nothing');
    assert((await choice.innerText()).includes('utan det som redan är sent'), 'what is left out is said');
    await openChoice(page);
    assert((await page.getByLabel('Från och med').inputValue()) === '2040-01-01', 'what was typed stands');

    // What is not understood is said at the field, and stays.
    await page.getByLabel('Från och med').fill('31/2');
    await page.getByRole('button', { name: 'Visa', exact: true }).click();
    assert((await page.getByLabel('Från och med').inputValue()) === '31/2', 'a wrong date stays');
    assert((await page.getByLabel('Från och med').getAttribute('aria-invalid')) === 'true', 'the field is marked');
    assert(await page.getByLabel('Från och med').evaluate((one) => one === document.activeElement), 'and has the focus');
    await look(page, 'ahead with a fault');

    // Files.
    await page.goto('/framat?veckor=13');
    const shown = await page.locator('.duties > li').count();
    const csv = await fetchFile(page, 'Textfil (csv)');
    assert(/^framat-\d{4}-\d\d-\d\d\.csv$/.test(csv.name), csv.name);
    const lines = csv.bytes.toString('utf8').split('\r\n');
    assert(lines[0].startsWith('\uFEFFSenast;Klockslag;Person;'), lines[0]);
    assert(lines.length === shown + 2, `a row for each that is shown: ${lines.length} for ${shown}`);
    assert((await fetchFile(page, 'Excel (xlsx)')).bytes.subarray(0, 2).toString() === 'PK', 'a workbook');
    const ics = (await fetchFile(page, 'Kalender (ics)')).bytes.toString('utf8');
    assert(ics.split('BEGIN:VEVENT').length === shown + 1, 'an entry for each that is shown');
    assert(ics.includes('SUMMARY:Dokumentera uppföljning\\, ') && /\(sjuksköterska\)\r\n/.test(ics), 'what is to be done, and by whom');
    assert(!/Wallin|\d{8}-?\d{4}/.test(ics.replace(/(UID|DTSTAMP|DTSTART)[^\r\n]*/g, '')), 'no name and no number in a calendar');
    assert(page.complaints.length === 0, page.complaints.join('\n'));

    // What falls due at another unit is not hers to take along.
    const mas = await visitor(chrome, server);
    await signIn(mas, 'mas');
    await mas.goto('/framat');
    const nothing = await mainText(mas);
    assert(nothing.includes('Inget behöver göras under perioden.') && !nothing.includes('Noll'), `nothing is said once: ${nothing.slice(0, 300)}`);
    assert((await mas.getByRole('link', { name: 'Excel (xlsx)' }).count()) === 0, 'and there is no file of it');
    const answer = await page.request.get('/framat.csv?enhet=01hvzzzzzzzzzzzzzzzzzzzzzz');
    assert(answer.status() === 403, `another unit is refused: ${answer.status()}`);
});

walkTest('planning ahead by area: the filter, the order, the files', async (chrome, server) => {
    const page = await visitor(chrome, server, { acceptDownloads: true });
    const show = async () => {
        const before = page.url();
        await page.getByRole('button', { name: 'Visa', exact: true }).click();
        await page.waitForURL((url) => url.href !== before);
    };
    const count = () => page.locator('.duties > li').count();
    await signIn(page, 'chef');
    await page.goto('/framat?veckor=26');
    const all = await count();
    const areas = await page.getByLabel('Område', { exact: true }).locator('option').allTextContents();
    assert(areas.join() === 'Alla områden,Centrum,Norr,Söder,Utan område', `the areas of the town: ${areas}`);
    const guarded = await page.locator('.duties > li:has(.guarded)').count();
    let sum = 0;
    for (const area of areas.slice(1)) {
        await openChoice(page);
        await page.getByLabel('Område', { exact: true }).selectOption(area);
        await show();
        const there = await count();
        sum += there - guarded;
        assert(there < all, `${area} is a part: ${there} of ${all}`);
        for (const whose of await page.locator('.duties > li:not(:has(.guarded)) .duty-what .quiet').allInnerTexts())
            assert(new RegExp(`(^|, )${area === 'Utan område' ? 'utan område' : `område ${area}`}\\.`, 'i').test(whose), `${area}: ${whose}`);
    }
    assert(sum + guarded === all, `the areas are all of it, protected identities in each: ${sum} + ${guarded} of ${all}`);

    // The order: areas with their days, each once; a day of the calendar leads to the first of them.
    await openChoice(page);
    await page.getByLabel('Område', { exact: true }).selectOption('Alla områden');
    await page.getByLabel('Ordna efter').selectOption('Område och dag');
    await show();
    assert((await count()) === all, 'nothing is lost in another order');
    const headings = await page.locator('.area-group > h3').allInnerTexts();
    assert(headings[0].startsWith('Centrum') && headings[1].startsWith('Norr'), headings.join());
    const day = page.locator('.calendar td a').first();
    const anchor = (await day.getAttribute('href')).slice(1);
    assert((await page.locator(`h4[id="${anchor}"]`).count()) === 1, `the day is there: ${anchor}`);
    await look(page, 'ahead by area');

    // What is taken along is what is shown.
    await openChoice(page);
    await page.getByLabel('Område', { exact: true }).selectOption('Norr');
    await show();
    const shown = await count();
    const lines = (await fetchFile(page, 'Textfil (csv)')).bytes.toString('utf8').split('\r\n');
    assert(lines.length === shown + 2, `a row for each: ${lines.length} for ${shown}`);
    const column = lines[0].split(';').indexOf('Område');
    assert(lines.slice(1, -1).filter((line) => line.split(';')[column] === 'Norr').length === shown - guarded, 'with the area');
    const ics = (await fetchFile(page, 'Kalender (ics)')).bytes.toString('utf8');
    assert(ics.split('BEGIN:VEVENT').length === shown + 1, 'the calendar has the area’s alone');
    assert(!ics.includes('Norr'), 'and does not say where');

    // An area that is not theirs is not silently everything or nothing.
    const answer = await page.goto('/framat?omrade=01hvzzzzzzzzzzzzzzzzzzzzzz');
    assert(answer.status() === 404, `an unknown area: ${answer.status()}`);
});

walkTest('planning ahead without JavaScript, in English', async (chrome, server) => {
    const page = await visitor(chrome, server, { javaScriptEnabled: false });
    await signIn(page, 'chef');
    await page.goto('/framat?veckor=8&yrke=nurse');
    assert((await page.locator('.duties > li').count()) > 0, 'the manager sees the nurses’ duties');
    await page.locator('summary.top-button').click();
    await page.getByRole('button', { name: 'English' }).click();
    assert((await mainText(page)).includes('things to do'), 'in English');
    assert((await page.getByLabel('Role').inputValue()) === 'nurse', 'the filter stands');
    assert(!(await page.getByLabel('Role').isVisible()), 'folded away');
    await page.locator('.ahead-choice > summary').click();
    await page.getByLabel('Role').waitFor(); // and opened without script
});
