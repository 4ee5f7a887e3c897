// SPDX-License-Identifier: EUPL-1.2
//
// How much was done in time: a number leads to the cases behind it, and the file has the numbers.
import { assert, checkWidth, look, mainText, signIn, visitor, walkTest } from './harness.mjs';

walkTest('of a period that there is not, nothing is said', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'chef');
    for (const path of ['/avgifter', '/i-tid', '/vils/tider', '/tid']) {
        await page.goto(`${path}?fran=2026-13-01&till=i+dag`);
        const text = await mainText(page);
        assert(text.includes('Dagen ”2026-13-01” finns inte.'), `${path}: what is wrong: ${text}`);
        assert(!/[Ii]nga ändringar|0 ändringar|Inget skulle|Ingen VILS|Ingen tid/.test(text), `${path}: ${text}`);
    }
    for (const path of ['/avgifter', '/i-tid', '/vils/tider', '/tid', '/loggranskning']) {
        await page.goto(`${path}?fran=2026-11-20&till=2026-11-01`);
        const text = await mainText(page);
        assert(text.includes('Sista dagen ligger före den första.'), `${path}: ends before it begins: ${text}`);
        assert(!/[Ii]nga ändringar|Inget skulle|Ingen VILS|Ingen tid|0 poster|Inget avviker/.test(text), `${path}: ${text}`);
    }
    const file = await page.request.get('/avgifter.csv?fran=2026-11-20&till=2026-11-01');
    assert(file.status() === 400 && (await file.text()).includes('Sista dagen ligger före den första.'), `and no file: ${file.status()}`);
});

walkTest('what was done in time, and the cases behind a number', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'chef');
    await page.goto('/framat');
    await page.getByRole('link', { name: 'Hur mycket har gjorts i tid?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Gjort i tid' }).waitFor();
    await look(page, 'done in time');
    // On a telephone each row says what its figures are, the share too, without being drawn sideways.
    await page.setViewportSize({ width: 375, height: 800 });
    const row = page.locator('table.stack tbody tr').first();
    const shown = await row.evaluate((r) => ({ wide: r.scrollWidth > r.closest('.table-scroll').clientWidth, labels: [...r.querySelectorAll('td.number')].map((c) => getComputedStyle(c, '::before').content) }));
    assert(!shown.wide && `${shown.labels}` === '"I tid","För sent","Öppen och sen","Öppen","Bortfallen","Andel i tid"', `a row on a telephone: ${JSON.stringify(shown)}`);
    await page.setViewportSize({ width: 1280, height: 900 });
    // On paper nothing can be scrolled: A4, without its margins.
    await page.setViewportSize({ width: 718, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    await checkWidth(page, 'done in time, on paper');
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByLabel('Från och med').fill('i fjol någon gång');
    await page.getByRole('button', { name: 'Visa' }).click();
    assert((await page.getByLabel('Från och med').inputValue()) === 'i fjol någon gång', 'nothing typed is lost');
    assert((await page.locator('#fran-fault').count()) === 1, 'the fault stands at the field');
    await page.goto('/');
    await page.getByRole('main').getByRole('link', { name: 'Hur mycket har gjorts i tid?' }).click();
    await page.waitForURL('**/i-tid');
    const number = page.getByRole('main').getByRole('link', { name: /I tid: Första uppföljning/ }).first();
    const count = parseInt(await number.innerText(), 10);
    await number.click();
    await page.getByRole('heading', { level: 2, name: 'I tid: Första uppföljning' }).waitFor();
    await look(page, 'cases behind a number');
    const cases = page.locator('.on-time-cases li');
    assert((await cases.count()) === count, `${count} cases stand behind ${count}`);
    const file = await page.request.get('/i-tid.csv');
    const text = await file.text();
    assert(file.ok() && text.includes('Första uppföljning') && text.includes('Andel i tid'), 'the file has the numbers');
    await cases.first().getByRole('link').click();
    assert(!(await mainText(page)).includes('Sidan finns inte'), 'a case leads to its page');
    assert(page.complaints.length === 0, page.complaints.join('; '));
});

walkTest('how long it took from a change to VILS and to the first intervention', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'chef');
    await page.goto('/i-tid');
    await page.getByRole('link', { name: 'Hur lång tid tog det från förändring till VILS?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Från förändring till VILS' }).waitFor();
    const row = page.getByRole('row', { name: /Maj-Britt Sandström/ });
    // The change was reported at nine and VILS began at one, the day after.
    assert((await row.innerText()).includes('1 dygn 4 tim'), await row.innerText());
    await look(page, 'from change to VILS');
    const file = await page.request.get(await page.getByRole('link', { name: 'Hämta som CSV' }).getAttribute('href'));
    const lines = await file.text();
    assert(file.ok() && /^Hemsjukvården Norr;Maj-Britt Sandström;[^;]*;\d{4}-\d\d-\d\d;1680;/m.test(lines), `a row for each start, in minutes: ${lines}`);
    const sheet = await page.request.get(await page.getByRole('link', { name: 'Hämta som Excel' }).getAttribute('href'));
    assert(sheet.ok() && (await sheet.body()).subarray(0, 2).toString() === 'PK', 'and as a spreadsheet');
    await page.getByLabel('Från och med').fill('2001-01-01');
    await page.getByLabel('Till och med').fill('2001-02-01');
    await page.getByRole('button', { name: 'Visa' }).click();
    assert((await mainText(page)).includes('Ingen VILS startades av enheten under perioden.'), 'another period');
    await page.goto('/vils');
    await page.getByRole('link', { name: 'Hur lång tid tog det från förändring till VILS?' }).click();
    await row.getByRole('link').click();
    assert((await mainText(page)).includes('Maj-Britt Sandström'), 'a row leads to its case');
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    assert((await nurse.request.get('/vils/tider')).status() === 403, 'not for every role');
    const homeCare = await visitor(chrome, server);
    await signIn(homeCare, 'hemtjanstchef');
    await homeCare.goto('/vils/tider');
    assert((await mainText(homeCare)).includes('Enhetschefen där, medicinskt ansvarig och planeringsfunktionen ser dem.'), 'whoever starts no VILS is told where the times are');
    assert(page.complaints.length === 0, page.complaints.join('; '));
});
