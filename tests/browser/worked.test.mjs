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
    await coordinator.getByRole('heading', { name: 'Tid i VILS' }).waitFor();
    assert(!(await coordinator.getByRole('row', { name: new RegExp(NAME) }).count()), 'no time is noted yet');

    await signIn(staff, 'omvardnad');
    const note = async (from, to) => {
        await openCase(staff, NAME);
        await act(staff, 'Tid på tidsblanketten');
        await staff.getByLabel('Från klockan').fill(from);
        await staff.getByLabel('Till klockan').fill(to);
        await choose(staff, /Vad gjorde du/, 'omvårdnad');
        await send(staff);
        await onCase(staff, NAME);
    };
    const handIn = async (comment) => {
        await act(staff, 'Tidsblankett lämnad in');
        await staff.getByLabel(/^Något enhetssamordnaren/).fill(comment);
        await send(staff);
        await onCase(staff, NAME);
    };
    await note('08:00', '09:30');
    await handIn('');

    await openCase(coordinator, NAME);
    await act(coordinator, 'Tidsblankett lämnas tillbaka');
    await coordinator.getByLabel(/^Vad behöver rättas/).fill('Kvällen saknas.');
    await send(coordinator);
    await onCase(coordinator, NAME);
    await staff.goto('/');
    assert((await mainText(staff)).includes(NAME), 'whoever handed it in has it to put right');
    await note('17:00', '17:45');
    await act(staff, 'Rättad tidsblankett lämnad in');
    await staff.getByLabel(/^Vad har rättats/).fill('Kvällen är med nu.');
    await send(staff);
    await onCase(staff, NAME);
    await openCase(coordinator, NAME);
    await act(coordinator, 'Tidsblankett mottagen');
    await send(coordinator);
    await onCase(coordinator, NAME);

    await coordinator.goto('/tid');
    const row = coordinator.getByRole('row', { name: new RegExp(NAME) }).first();
    const words = await row.innerText();
    assert(/2:15\s+2:15\s+2/.test(words), `what was worked, and all of it received: ${words}`);
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
