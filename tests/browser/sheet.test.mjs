// SPDX-License-Identifier: EUPL-1.2
//
// The information sheet: made from the case page, filled in with what is known, opened as PDF, issued
// again when something changes, the earlier issue still there.
import { spawnSync } from 'node:child_process';
import { assert, checkAxe, mainText, signIn, visitor, walkTest } from './harness.mjs';

// The text of a PDF, by poppler.
function textOf(pdf) {
    const read = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
    assert(read.status === 0, `pdftotext: ${read.stderr}`);
    return read.stdout.replace(/\s+/g, ' ');
}

async function openSheet(page, name) {
    const href = await page.getByRole('main').getByRole('link', { name }).first().getAttribute('href');
    const answer = await page.request.get(href);
    assert(answer.status() === 200, `${href}: ${answer.status()} ${await answer.text()}`);
    assert(answer.headers()['content-type'] === 'application/pdf', answer.headers()['content-type']);
    assert(answer.headers()['content-disposition'].startsWith('inline'), 'it is shown, not kept');
    return answer.body();
}

walkTest('information sheet: made, opened, issued again', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    await page.getByRole('link', { name: 'Åke Wallin' }).first().click();
    await page.getByRole('link', { name: 'Gör informationsblad' }).click();
    const goals = page.getByLabel(/^Mål/);
    const contacts = page.getByLabel(/^Hit ringer personen/);
    assert((await goals.inputValue()).length > 0, 'the goals are filled in from what was told');
    assert(/^Sjuksköterska: Hemsjukvården Norr, /m.test(await contacts.inputValue()), `the contacts are filled in: ${await contacts.inputValue()}`);
    await checkAxe(page, 'the form of the sheet');
    await goals.fill('Såret på hälen ska läka.\nKunna gå till brevlådan.');
    await page.getByRole('button', { name: 'Spara informationsbladet' }).click();
    await page.getByRole('heading', { level: 2, name: 'Informationsblad' }).waitFor();
    await checkAxe(page, 'the case with a sheet');
    const saved = page.getByRole('status').getByRole('link', { name: 'Öppna informationsbladet (PDF)' });
    assert(/\/blad\/\d+$/.test(await saved.getAttribute('href')), 'what was saved is one step away');
    const first = await openSheet(page, /^Utgåva 1/);
    const text = textOf(first);
    for (const part of ['Din hemsjukvård', 'Åke Wallin', 'Såret på hälen ska läka.', 'Kunna gå till brevlådan.', 'Hemsjukvården Norr', 'Utgåva 1,'])
        assert(text.includes(part), `"${part}" is on the sheet: ${text}`);
    assert(!(await mainText(page)).includes('Ändrat sedan dess'), 'nothing has changed yet');

    // A follow-up sets another day: the sheet says so, and a new issue leaves the first as it was.
    await page.getByRole('link', { name: /^Dokumentera uppföljning/ }).first().click();
    await page.getByRole('group', { name: /delaktighet/ }).getByLabel(/^deltog$/i).check();
    await page.getByRole('group', { name: 'Målen är' }).getByLabel(/^uppnådda$/i).check();
    await page.getByRole('button', { name: 'Spara uppföljningen' }).click();
    await page.getByRole('heading', { level: 2, name: 'Informationsblad' }).waitFor();
    assert((await mainText(page)).includes('Ändrat sedan dess: plan för uppföljning.'), 'the case says what has changed');
    await page.getByRole('link', { name: 'Gör en ny utgåva' }).click();
    assert(/Nästa uppföljning är senast/.test(await page.getByLabel(/^Så följer vi upp/).inputValue()), 'the new day is filled in');
    await page.getByRole('button', { name: 'Spara informationsbladet' }).click();
    await page.getByRole('heading', { level: 2, name: 'Informationsblad' }).waitFor();
    const second = textOf(await openSheet(page, /^Utgåva 2/));
    assert(second.includes('Nästa uppföljning är senast') && second.includes('Utgåva 2,'), second);
    assert(first.equals(await openSheet(page, /^Utgåva 1/)), 'the first issue is the same to the byte');

    const missing = await page.request.get(page.url().replace(/\?.*/, '') + '/blad/999');
    assert(missing.status() === 404, `an issue that is not there: ${missing.status()}`);
    assert(page.complaints.length === 0, page.complaints.join('\n'));
});
