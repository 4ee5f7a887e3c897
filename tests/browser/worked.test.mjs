// SPDX-License-Identifier: EUPL-1.2
//
// Time on the time form: care staff note it and hand the form in, the unit coordinator sends it back
// once and then receives it, and takes the sums along.
import { act as actShown, assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Maj-Britt Sandström';

// Acts stand by matter, each matter folded away until it is wanted.
async function act(page, words) {
    const group = page.locator('details.act-group').filter({ has: page.getByRole('link', { name: new RegExp(`^${words}`), includeHidden: true }) });
    if (!(await group.evaluate((e) => e.open))) await group.locator('summary').click();
    await actShown(page, words);
}

walkTest('time is noted, handed in, sent back, received and summed up', async (chrome, server) => {
    const staff = await visitor(chrome, server);
    const coordinator = await visitor(chrome, server);
    await signIn(coordinator, 'samordnare');
    await coordinator.getByRole('link', { name: 'Tid', exact: true }).click();
    await coordinator.getByRole('heading', { name: 'Tidsblanketter' }).waitFor(); // what waits comes first
    await coordinator.getByRole('main').getByRole('link', { name: 'Tid summerad per person och månad' }).click();
    await coordinator.getByRole('heading', { name: 'Tid i VILS' }).waitFor();
    assert(!(await coordinator.getByRole('row', { name: new RegExp(NAME) }).count()), 'no time is noted yet');

    await signIn(staff, 'omvardnad');
    const note = async (from, to) => {
        await openCase(staff, NAME);
        await act(staff, 'Skriv tid på tidsblanketten');
        assert((await staff.getByLabel('Klockslag').count()) === 0, 'no third time is asked for');
        await staff.getByLabel('Från klockan').fill(from);
        await staff.getByLabel('Till klockan').fill(to);
        await choose(staff, /Vad gjorde du/, 'omvårdnad');
        await send(staff);
        await onCase(staff, NAME);
    };
    const handIn = async (comment) => {
        await act(staff, 'Lämna in tidsblanketten');
        await staff.getByLabel(/^Något enhetssamordnaren/).fill(comment);
        await send(staff);
        await onCase(staff, NAME);
    };
    await note('08:00', '09:30');
    await handIn('');

    // The coordinator works through the unit's forms where they are listed.
    await coordinator.goto('/tid');
    await coordinator.getByRole('link', { name: 'Tidsblanketter' }).click();
    const waiting = (page) => page.getByRole('region', { name: 'Väntar på att tas emot' }).locator('.round-list > li', { hasText: NAME });
    const returned = (page) => page.getByRole('region', { name: 'Tillbaka för rättelse' }).locator('.round-list > li', { hasText: NAME });
    assert(/Rader: 1\. Tid: 1:30 tim\./.test(await waiting(coordinator).innerText()), await waiting(coordinator).innerText());
    await look(coordinator, 'time forms of the coordinator');
    await waiting(coordinator).locator('summary').click();
    // What the server refuses is mended in the list, with what was typed.
    const lacking = waiting(coordinator).getByLabel('Vad behöver rättas?');
    const typedTooLong = 'Kvällen saknas. '.repeat(300);
    await lacking.fill(typedTooLong);
    await waiting(coordinator).getByRole('button', { name: 'Lämna tillbaka' }).click();
    await coordinator.getByRole('heading', { name: 'Det sparades inte' }).waitFor();
    await coordinator.getByRole('heading', { level: 1, name: 'Tidsblanketter' }).waitFor();
    assert((await lacking.inputValue()).trim() === typedTooLong.trim(), 'what was typed stands where it was typed');
    assert((await lacking.getAttribute('aria-invalid')) === 'true', 'and is said to be wrong there');
    await look(coordinator, 'a time form that was refused');
    await lacking.evaluate((e) => e.removeAttribute('required'));
    await lacking.fill(' ');
    await waiting(coordinator).getByRole('button', { name: 'Lämna tillbaka' }).click();
    await coordinator.getByRole('heading', { name: 'Det sparades inte' }).waitFor();
    await lacking.fill('Kvällen saknas.');
    await waiting(coordinator).getByRole('button', { name: 'Lämna tillbaka' }).click();
    await coordinator.getByText('Sparat: Tidsblankett lämnad tillbaka.').waitFor();
    assert((await waiting(coordinator).count()) === 0 && (await returned(coordinator).count()) === 1, 'it waits for the unit now');

    await staff.goto('/');
    assert((await mainText(staff)).includes(NAME), 'whoever handed it in has it to put right');
    await note('17:00', '17:45');
    await staff.goto('/');
    await staff.getByRole('link', { name: 'Tid', exact: true }).click();
    assert(/Kvällen saknas\./.test(await returned(staff).innerText()), 'what to put right');
    await look(staff, 'time forms of the care staff');
    assert((await staff.getByRole('button', { name: 'Ta emot' }).count()) === 0, 'care staff receive nothing');
    await returned(staff).locator('summary').focus();
    await staff.keyboard.press('Enter');
    await staff.keyboard.press('Tab');
    await staff.keyboard.type('Kvällen är med nu.');
    await staff.keyboard.press('Tab');
    await staff.keyboard.press('Enter');
    await staff.getByText('Sparat: Rättad tidsblankett lämnad in.').waitFor();

    await coordinator.reload();
    const text = await waiting(coordinator).innerText();
    assert(/Rader: 2\. Tid: 2:15 tim\./.test(text) && text.includes('Kvällen är med nu.') && text.includes('Kvällen saknas.'), text);
    // Somebody notes time for the person meanwhile: what is received is the form that was seen.
    await note('18:00', '18:30');
    // Two pages of the same list: what was typed of a form that is no longer there is not lost with it.
    const late = await visitor(chrome, server);
    await signIn(late, 'samordnare');
    await late.goto('/tid/blanketter');
    await waiting(coordinator).getByRole('button', { name: 'Ta emot' }).click();
    await coordinator.getByText('Sparat: Tidsblankett mottagen.').waitFor();
    await waiting(late).locator('summary').click();
    await waiting(late).getByLabel('Vad behöver rättas?').fill('Morgonen saknas också.');
    await waiting(late).getByRole('button', { name: 'Lämna tillbaka' }).click();
    await late.getByRole('heading', { name: 'Det sparades inte' }).waitFor();
    assert(/Du hade skrivit:\s*Morgonen saknas också\./.test(await mainText(late)), await mainText(late));
    await look(late, 'a time form that was received meanwhile');

    await coordinator.goto('/tid');
    const row = coordinator.getByRole('row', { name: new RegExp(NAME) }).first();
    const words = await row.innerText();
    assert(/^[A-Z][a-z]+ 20\d\d\b/.test(words), `the month in words: ${words}`);
    assert(/2:45\s+2:15\s+3/.test(words), `what was worked, and all of it received: ${words}`);
    await look(coordinator, 'time summed up');
    await coordinator.getByLabel('Från och med').fill('i våras');
    await coordinator.getByRole('button', { name: 'Visa' }).click();
    assert((await coordinator.locator('#fran-fault').count()) === 1, 'a bad date is told at its field');
    assert((await coordinator.getByLabel('Från och med').inputValue()) === 'i våras', 'and kept');
    await coordinator.goto('/tid');
    for (const name of ['Hämta som CSV', 'Hämta som Excel']) {
        const address = await coordinator.getByRole('link', { name }).getAttribute('href');
        const answer = await coordinator.request.get(new URL(address, coordinator.url()).href);
        assert(answer.ok(), `${name}: ${answer.status()}`);
        if (name.endsWith('CSV')) assert((await answer.text()).includes('Omvårdnad'), 'a column for each use of time');
    }
    for (const page of [staff, coordinator]) assert(!page.complaints.length, page.complaints.join('\n'));
});
