// SPDX-License-Identifier: EUPL-1.2
//
// Identity is a fact: two records become one person and are told apart again; an entry made on the
// wrong person is shown at the right one. Read back with both names before it is done.
import { act, assert, choose, find, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Aina Björk';
const RESERVE = '370512K00123';

async function register(page, number, given, family) {
    await page.goto('/personer/ny');
    await page.getByLabel(/^Personnummer/).fill(number);
    await page.getByLabel('Förnamn').fill(given);
    await page.getByLabel('Efternamn').fill(family);
    await send(page);
    await onCase(page, `${given} ${family}`);
    return page.url().replace(/\?.*/, '');
}

const number = async (page) => (await page.locator('.core .nowrap').first().innerText()).trim();

walkTest('two records become one person, and two again', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'planerare');
    const other = await register(page, RESERVE, 'Okänd', 'Kvinna');
    await page.goto(`${other}/ny/access_noted`);
    await choose(page, /Kan personalen/, 'ja');
    await page.getByLabel(/^Hur\?/).fill('Nyckel hos grannen Karin');
    await send(page);
    await onCase(page, 'Okänd Kvinna');

    await openCase(page, NAME);
    const here = page.url().replace(/\?.*/, '');
    await page.getByText('Ändra eller lägg till personuppgifter').click();
    await act(page, 'Samma person har två journaler');
    await page.getByLabel(/i den andra journalen/).fill('19121212-1212');
    await page.getByLabel(/Hur vet ni/).fill('Dottern känner igen henne');
    await send(page);
    assert((await mainText(page)).includes('inte till någon som din enhet'), 'a number of nobody is told at the field');
    assert((await page.getByLabel(/Hur vet ni/).inputValue()).includes('Dottern'), 'nothing typed is lost');
    await look(page, 'joining, a number of nobody');
    await page.getByLabel(/i den andra journalen/).fill(RESERVE);
    await send(page);
    const back = await mainText(page);
    assert(back.includes(NAME) && back.includes('Okänd Kvinna'), 'both are read back');
    const readBack = (await page.getByRole('alert').innerText()).replace(/\s+/g, ' ');
    assert(!readBack.includes('kl.') && !readBack.includes('Samma person har två'), `and no moment: it holds from now: ${readBack}`);
    await look(page, 'joining, read back');
    await send(page);
    await onCase(page, NAME);
    assert((await mainText(page)).includes('Nyckel hos grannen Karin'), 'what stood in the other stands here');
    await look(page, 'case of two records');
    await page.goto(other);
    await onCase(page, NAME);
    assert(page.url() === here, 'the old address leads on');
    await page.goto(`${other}/ny/access_noted`);
    assert(page.url().startsWith(here), 'with all that stood behind it');
    await find(page, 'Kvinna');
    const hits = page.getByRole('main').getByRole('link', { name: /Björk, Aina/ });
    assert((await hits.count()) === 1, 'the search shows one person');

    await page.goto(here);
    await page.getByRole('link', { name: /^Ångra\s*: Samma person/ }).click();
    await page.getByLabel(/^Varför/).fill('Det var två personer');
    await look(page, 'parting');
    await send(page);
    await onCase(page, NAME);
    assert(!(await mainText(page)).includes('Nyckel hos grannen Karin'), 'each has its own again');
    await page.goto(other);
    await onCase(page, 'Okänd Kvinna');
    assert((await number(page)).endsWith('K00123'), 'and its own number');
    assert(page.complaints.length === 0, page.complaints.join('; '));
});

walkTest('an entry on the wrong person is shown at the right one', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'planerare');
    const right = await register(page, RESERVE, 'Okänd', 'Kvinna');
    await openCase(page, NAME);
    const wrong = page.url().replace(/\?.*/, '');
    await page.goto(`${wrong}/ny/access_noted`);
    await choose(page, /Kan personalen/, 'ja');
    await page.getByLabel(/^Hur\?/).fill('Nyckelskåp vid porten');
    await send(page);
    await onCase(page, NAME);
    await page.getByRole('link', { name: /^Hör till en annan person\s*: Tillträde/ }).first().click();
    await page.getByLabel(/för rätt person/).fill(RESERVE);
    await send(page);
    assert((await page.getByLabel(/hamnade uppgiften fel/).count()) === 1, 'a reason is asked for');
    await page.getByLabel(/hamnade uppgiften fel/).fill('Fel flik var öppen');
    await send(page);
    if ((await mainText(page)).includes('Läs upp')) {
        await look(page, 'moving an entry, read back');
        await send(page);
    }
    await onCase(page, NAME);
    const left = await mainText(page);
    assert(!left.includes('Nyckelskåp'), 'what it said does not stand here');
    assert(left.includes('Hör till en annan person, flyttad'), 'that something was moved does');
    await look(page, 'case that an entry was moved from');
    await page.goto(right);
    assert((await mainText(page)).includes('Nyckelskåp vid porten'), 'it is shown at the right person');
    await look(page, 'case that an entry was moved to');
    assert(page.complaints.length === 0, page.complaints.join('; '));
});
