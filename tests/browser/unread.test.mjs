// SPDX-License-Identifier: EUPL-1.2
//
// A nurse in a hurry: what somebody noticed stands in the day, and one tap says that it is read.
import { assert, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Rune Hedberg';

async function observe(page, what) {
    await openCase(page, NAME);
    await page.goto(`${new URL(page.url()).pathname}/ny/observed`);
    await page.getByLabel(/^Vad har du lagt märke till/).fill(what);
    await send(page);
    await onCase(page, NAME);
}

walkTest('what was noticed is read in the day, with one tap', async (chrome, server) => {
    const staff = await visitor(chrome, server);
    await signIn(staff, 'omvardnad');
    await observe(staff, 'Vill inte äta.');
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    const row = nurse.locator('.unread li.duty', { hasText: NAME });
    await row.getByText('Vill inte äta.').waitFor();
    for (const list of ['made', 'kept']) {
        const order = (await nurse.locator('main h2').allInnerTexts()).slice(0, 3);
        assert(`${order}` === 'Brådskar,Iakttagelser att läsa,Sent', `after what hurries, of a list that is ${list}: ${order}`);
        await nurse.reload();
    }
    await look(nurse, 'day with observations');
    await observe(staff, 'Andas <b>tungt</b> & snabbt.');
    await row.getByText('Andas <b>tungt</b> & snabbt.').waitFor(); // an open day is told of the next
    await row.getByRole('button', { name: /^Läst/ }).click();
    await nurse.getByText('Sparat: Iakttagelser lästa').waitFor();
    assert((await row.count()) === 0, 'it no longer waits');
    assert(new URL(nurse.url()).pathname === '/', 'and the nurse is still in the day');
    await openCase(nurse, NAME);
    const text = await mainText(nurse);
    assert(text.includes('Iakttagelser lästa'), 'the reading stands in the case');

    // What came while the nurse read is not read with the rest.
    await observe(staff, 'Sover.');
    await nurse.goto('/');
    await row.getByText('Sover.').waitFor();
    const shown = await row.locator('input[name="f.read"]').inputValue();
    await observe(staff, 'Vaknade med smärta.');
    await row.getByText('Vaknade med smärta.').waitFor();
    await row.locator('form').evaluate((form, read) => { form.elements['f.read'].value = read; form.submit(); }, shown);
    await nurse.getByText('Sparat: Iakttagelser lästa').waitFor();
    await row.getByText('Vaknade med smärta.').waitFor();
    assert(!(await row.innerText()).includes('Sover.'), 'what was read is gone');
    for (const page of [staff, nurse]) assert(!page.complaints.length, page.complaints.join('\n'));
});
