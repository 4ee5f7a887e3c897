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
