// SPDX-License-Identifier: EUPL-1.2
//
// On a telephone where the network comes and goes: what somebody saw is written all the same, waits on
// the device, and is recorded once when the network is back, whatever happened in between.
import { assert, choose, look, mainText, onCase, openCase, signIn, visitor, walkTest, whole } from './harness.mjs';

const NAME = 'Birgitta Ekholm';
const WORDS = 'Äter nästan ingenting och är blå om läpparna.';
const telephone = { viewport: { width: 375, height: 800 }, hasTouch: true };
const waits = (page) => page.getByRole('region', { name: 'Väntar på nät' });

async function write(page) {
    await openCase(page, NAME);
    const address = page.url().split('?')[0];
    await page.goto(`${address}/ny/change_noticed`);
    await page.getByLabel(/^Vad har förändrats/).fill(WORDS);
    await choose(page, /^Vem märkte/, 'personal');
    return address;
}

const send = (page) => page.locator('main form.form button[type=submit]').first().click();

async function countIn(page, address) {
    await page.goto(address);
    await onCase(page, NAME);
    return (await mainText(page)).split(WORDS).length - 1;
}

walkTest('what is written without network is sent once when it is back', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    await signIn(page, 'sjukskoterska');
    const address = await write(page);
    await page.context().setOffline(true);
    await send(page);
    await waits(page).waitFor();
    assert((await waits(page).innerText()).includes('Förändring märkt'), 'it says what waits');
    assert(!(await page.locator('main form.form').isVisible()), 'the form is not sent a second time');
    await look(page, 'what waits for the network');
    await page.setViewportSize(telephone.viewport);
    const [box, text] = [await waits(page).boundingBox(), await page.locator('main h1').boundingBox()];
    assert(box.x === text.x && box.x + box.width <= 375 - text.x, `as wide as the page: from ${box.x}, ${box.width} wide`);
    await page.setViewportSize(telephone.viewport);
    await page.context().setOffline(false);
    await waits(page).waitFor({ state: 'hidden', timeout: 12000 }); // soon, whatever the browser said of the network meanwhile
    assert((await countIn(page, address)) === 1, 'it is recorded once');
    const lasting = await page.evaluate(() => new Promise((done) => {
        const open = indexedDB.open('vaka');
        open.onsuccess = () => {
            const all = open.result.transaction('waiting').objectStore('waiting').getAll();
            all.onsuccess = () => done(all.result.length);
        };
    }));
    assert(lasting === 0, 'nothing is left on the device');
});

walkTest('what waits survives a closed page and an ended session, and goes as whoever wrote it', async (chrome, server) => {
    const first = await visitor(chrome, server, telephone);
    await signIn(first, 'sjukskoterska');
    const address = await write(first);
    await first.context().setOffline(true);
    await send(first);
    await waits(first).waitFor();
    const raw = await first.evaluate(() => new Promise((done) => {
        const open = indexedDB.open('vaka');
        open.onsuccess = () => {
            const all = open.result.transaction('waiting').objectStore('waiting').getAll();
            all.onsuccess = () => done(new TextDecoder('latin1').decode(all.result[0].data));
        };
    }));
    assert(!raw.includes('ingenting') && !raw.includes('change_noticed'), 'nobody reads it on the device');
    await first.close();
    const context = first.context();
    await context.setOffline(false);
    await context.clearCookies();
    const page = await context.newPage();
    await signIn(page, 'sjukskoterska2');
    await page.goto('/');
    await page.getByText('Någon annan har skrivit något i den här telefonen eller datorn').waitFor();
    assert(!(await waits(page).innerText()).includes('Förändring'), 'not a word of it is shown to another');
    await context.clearCookies();
    await signIn(page, 'sjukskoterska');
    await page.goto('/');
    await waits(page).waitFor({ state: 'hidden' });
    assert((await countIn(page, address)) === 1, 'it is recorded once');
    assert((await mainText(page)).includes('Sara Lindgren'), 'by whoever wrote it');
});

walkTest('with network a form goes as it always did, and what is wrong with it is shown', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    await signIn(page, 'sjukskoterska');
    const address = await write(page);
    await page.getByLabel(/^Dag/).fill('i övermorgon');
    await send(page);
    await page.getByText('Något behöver rättas').waitFor();
    assert((await page.getByLabel(/^Vad har förändrats/).inputValue()) === WORDS, 'what was written is there');
    assert(!(await waits(page).isVisible()), 'nothing waits');
    await page.getByLabel(/^Dag/).fill('i dag');
    await send(page);
    await onCase(page, NAME);
    await waits(page).waitFor({ state: 'hidden' });
    assert((await countIn(page, address)) === 1, 'it is recorded once');
    assert(page.complaints.length === 0, `the console complains: ${page.complaints.join('; ')}`);
});

walkTest('what reached the server but whose answer was lost is recorded once', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    await signIn(page, 'sjukskoterska');
    const address = await write(page);
    await page.context().setOffline(true);
    await send(page);
    await waits(page).waitFor();
    let sent = 0;
    await page.context().route('**/ny/change_noticed', async (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        sent++;
        if (sent > 1) return route.continue();
        await route.fetch(); // the server has it
        return route.abort('connectionreset'); // and the telephone does not know
    });
    await page.context().setOffline(false);
    await waits(page).waitFor({ state: 'hidden', timeout: 60000 });
    assert(sent > 1, `it was sent again: ${sent}`);
    assert((await countIn(page, address)) === 1, 'and is recorded once');
});
