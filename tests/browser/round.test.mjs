// SPDX-License-Identifier: EUPL-1.2
//
// The day of the care staff on a telephone: whom they visit, what is new, and what is recorded where
// they stand: in two taps, by keyboard, and without network.
import { assert, look, mainText, send, signIn, visitor, walkTest } from './harness.mjs';

const telephone = { viewport: { width: 375, height: 800 }, hasTouch: true };
const WORDS = 'Har druckit en hel kopp kaffe.';
const person = (page, name) => page.locator('.round-list > li', { has: page.getByRole('link', { name, exact: true }) });
const saved = (page, what) => page.getByText(`Sparat: ${what}.`).waitFor();
const names = (page) => page.locator('.round-list h3 a').allInnerTexts();

async function open(page) {
    await signIn(page, 'omvardnad');
    await page.goto('/');
    await page.getByRole('heading', { name: 'Personer' }).waitFor();
    const all = await names(page);
    assert(all.length > 0, 'the unit has persons');
    const marks = await page.locator('.round-list > li').evaluateAll((rows) => rows.map((row) => Boolean(row.querySelector('.round-vils'))));
    assert(marks[0] && marks.lastIndexOf(true) === marks.filter(Boolean).length - 1, 'those in VILS stand first');
    return all[0];
}

walkTest('care staff record what they saw and their time where they stand', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    const name = await open(page);
    await look(page, 'round of the care staff');
    await page.setViewportSize(telephone.viewport);
    for (const box of await person(page, name).locator('.round-acts .ds-button:visible').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height)))
        assert(box >= 44, `a button is ${box} px high`);

    // Time: two taps.
    await person(page, name).getByText('Skriv tid').tap();
    const from = await person(page, name).getByLabel('Från', { exact: true }).inputValue();
    const to = await person(page, name).getByLabel('Till', { exact: true }).inputValue();
    assert(/^\d\d[.:](00|15|30|45)$/.test(from) && /^\d\d[.:](00|15|30|45)$/.test(to) && from !== to, `quarters: ${from}–${to}`);
    await look(page, 'round, time');
    await page.setViewportSize(telephone.viewport);
    await person(page, name).getByRole('button', { name: 'Spara' }).tap();
    await saved(page, 'Tid på tidsblanketten');
    // It has an hour, and can be handed in the same day.
    const address = await person(page, name).getByRole('link', { name, exact: true }).getAttribute('href');
    await page.goto(`${address}/ny/time_form_handed_in?about=0`);
    await send(page);
    await page.getByText('Sparat: Tidsblankett lämnad in').waitFor();
    await page.goto('/');

    // Observation: by keyboard.
    await person(page, name).locator('summary').first().focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type(WORDS);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await saved(page, 'Iakttagelse');
    assert((await person(page, name).innerText()).includes(WORDS), 'it stands among what is new');

    // The change goes by its own form.
    await person(page, name).getByRole('link', { name: /^Rapportera förändring/ }).tap();
    await page.getByLabel(/^Vad har förändrats/).waitFor();
    assert(page.complaints.length === 0, page.complaints.join('; '));
});

walkTest('an observation is written on the day page without network, and recorded once', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    const name = await open(page);
    await person(page, name).getByText('Skriv iakttagelse').tap();
    await page.context().setOffline(true);
    await person(page, name).getByLabel('Vad har du lagt märke till?').fill('Utan nät: sov lugnt.');
    await person(page, name).getByRole('button', { name: 'Spara' }).tap();
    const waits = page.getByRole('region', { name: 'Väntar på nät' });
    await waits.waitFor();
    await page.context().setOffline(false);
    await waits.waitFor({ state: 'hidden' });
    await page.goto('/');
    await person(page, name).waitFor();
    assert((await mainText(page)).split('Utan nät: sov lugnt.').length === 2, 'it is recorded once');
});

walkTest('others than care staff have their day without a round', async (chrome, server) => {
    const page = await visitor(chrome, server, telephone);
    await signIn(page, 'sjukskoterska');
    await page.goto('/');
    assert(!(await page.locator('.round').count()), 'no round');
});
