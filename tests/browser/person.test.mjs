// SPDX-License-Identifier: EUPL-1.2
//
// Where a protected person lives: on no page until somebody asks for it, and every time it is shown
// stands in the access log, also when a form is filled in with it.
import { spawnSync } from 'node:child_process';
import { act, assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Aina Björk';
const ADDRESS = 'Gömda stigen 5';

function shown(server) {
    const asked = spawnSync('sqlite3', ['-readonly', server.database, "SELECT count(*) FROM log_access WHERE what = 'address'"], { encoding: 'utf8' });
    assert(asked.status === 0, `sqlite3: ${asked.stderr}`);
    return Number(asked.stdout);
}

walkTest('a protected person’s address is shown to whoever asks, and that is logged', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    await openCase(page, NAME);
    await page.getByText('Ändra eller lägg till personuppgifter').click();
    await act(page, 'Anteckna flytt');
    await page.getByLabel('Från och med').fill('i dag');
    await page.getByLabel('Ny adress').fill(ADDRESS);
    await choose(page, /^Boende/, 'ordinärt boende');
    await send(page);
    await onCase(page, NAME);
    assert((await mainText(page)).includes(ADDRESS), 'the address of somebody who is not protected is shown');
    await page.getByText('Ändra eller lägg till personuppgifter').click();
    await act(page, 'Anteckna skyddade personuppgifter');
    await choose(page, /Vad gäller/, 'sekretessmarkering');
    await send(page);
    await onCase(page, NAME);

    const hidden = async (where) => assert(!(await page.content()).includes(ADDRESS), `${where} tells where a protected person lives`);
    await hidden('the case');
    await look(page, 'case of a protected person');
    const here = page.url().replace(/\?.*/, '');
    for (const path of ['/framat', '/personer', '/', `${here}/ny/followed_up`, `${here}/ny/person_moved`]) {
        await page.goto(path);
        await hidden(path);
    }
    await page.goto(here);
    const why = page.getByRole('main').getByRole('link', { name: /^Varför/ }).first();
    await page.goto(await why.getAttribute('href'));
    await hidden('why a duty stands');
    assert(shown(server) === 0, 'nothing is logged as shown yet');

    await page.goto(here);
    await page.getByRole('link', { name: 'Visa adress och telefon' }).click();
    assert((await mainText(page)).includes(ADDRESS), 'whoever asks sees it');
    assert(shown(server) === 1, 'and that is logged');

    await page.goto(here);
    await page.getByRole('link', { name: /^Rätta\s*: Flytt/ }).first().click();
    assert((await page.getByLabel('Ny adress').inputValue()) === ADDRESS, 'whoever corrects it sees it');
    assert(shown(server) === 2, 'and that is logged too');
    assert(page.complaints.length === 0, page.complaints.join('; '));
});

// The text of a PDF, by poppler.
async function paper(page, path) {
    const answer = await page.request.get(new URL(path, page.url()).href);
    assert(answer.status() === 200 && answer.headers()['content-type'] === 'application/pdf', `${path} is a PDF: ${answer.status()}`);
    const read = spawnSync('pdftotext', ['-layout', '-', '-'], { input: await answer.body(), encoding: 'utf8' });
    assert(read.status === 0, `pdftotext: ${read.stderr}`);
    return read.stdout.replace(/\s+/g, ' ');
}

async function protect(page, name) {
    await openCase(page, name);
    await page.getByText('Ändra eller lägg till personuppgifter').click();
    await act(page, 'Anteckna skyddade personuppgifter');
    await choose(page, /Vad gäller/, 'sekretessmarkering');
    await send(page);
    await onCase(page, name);
    return page.url().replace(/\?.*/, '');
}

walkTest('paper, files and the review of the log mark a protected identity', async (chrome, server) => {
    const MARK = 'Skyddade personuppgifter';
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    const under = await protect(nurse, 'Maj-Britt Sandström'); // under VILS
    const card = await paper(nurse, `${under}/vils-kort`);
    assert(card.includes('Maj-Britt Sandström') && card.includes(MARK), `the card: ${card.slice(0, 300)}`);

    await protect(nurse, 'Åke Wallin');
    await nurse.getByRole('link', { name: 'Gör informationsblad' }).click();
    await nurse.getByRole('button', { name: 'Spara informationsbladet' }).click();
    await nurse.getByRole('heading', { level: 2, name: 'Informationsblad' }).waitFor();
    const sheet = await paper(nurse, await nurse.getByRole('main').getByRole('link', { name: /^Utgåva 1/ }).first().getAttribute('href'));
    assert(sheet.includes(MARK), `the information sheet: ${sheet.slice(0, 300)}`);
    await nurse.getByRole('link', { name: 'Visa adress och telefon' }).click();

    const manager = await visitor(chrome, server);
    await signIn(manager, 'chef');
    const extract = await paper(manager, `${under}/loggutdrag.pdf`);
    assert(extract.includes(MARK), `the extract of the log: ${extract.slice(0, 300)}`);
    assert(/[a-zåäö]+dag \d+ [a-z]+ 20\d\d kl\. \d\d:\d\d/.test(extract), `its days in words, with their year: ${extract.slice(0, 300)}`);
    const archive = await (await manager.request.get(`${under}/arkiv.json`)).json();
    assert(archive.protection === 'confidential', 'the file for the archive says so at its beginning');
    await manager.goto('/loggranskning');
    const review = await mainText(manager);
    assert(review.includes('skyddad adress visades: 1'), `asked for in the review: ${review.slice(0, 600)}`);
    assert(review.includes(`Åke Wallin (${MARK})`), 'and marked there');
    await look(manager, 'review with a protected identity');
    for (const page of [nurse, manager]) assert(page.complaints.length === 0, page.complaints.join('; '));
});
