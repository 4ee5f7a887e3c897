// SPDX-License-Identifier: EUPL-1.2
//
// P-06: care staff confirm work team by work team. The duty of the night team is not the day team's,
// nor the reverse; the case says whose it is.
import { assert, look, mainText, openCase, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Gösta Lundmark';
const WHAT = 'Läs önskemålen: omvårdnadspersonal';
const duty = (page, text) => page.locator('.duty', { hasText: text }).filter({ hasText: WHAT });

async function seesOwnAlone(page, own, other) {
    await page.goto('/');
    const text = await mainText(page);
    assert(text.includes(`${WHAT} ${own}`), text);
    assert(!text.includes(`${WHAT} ${other}`), `${other} has it: ${text}`);
    await openCase(page, NAME);
    assert((await duty(page, `${WHAT} ${own}`).getByRole('link', { name: /^Bekräfta att önskemålen är lästa/ }).count()) === 1, 'the own');
    const others = duty(page, `${WHAT} ${other}`);
    const folded = page.locator('.of-others summary');
    if (await folded.count()) await folded.click();
    await others.getByText(`Omvårdnadspersonal, arbetslag ${other}, Hemtjänsten Norr`).waitFor();
    assert((await others.getByRole('link', { name: /^Bekräfta att önskemålen är lästa/ }).count()) === 0, "the other's is not to be done here");
    assert((await page.locator('.duty').first().textContent()).includes(`${WHAT} ${own}`), 'the own stands first');
    await look(page, `duties of the ${own} team`);
}

walkTest('each work team has its own duties, and sees whose the others are', async (chrome, server) => {
    const day = await visitor(chrome, server);
    const night = await visitor(chrome, server, { viewport: { width: 375, height: 800 } });
    await signIn(day, 'omvardnad');
    await signIn(night, 'omvardnadnatt');
    await seesOwnAlone(day, 'dag', 'natt');
    await seesOwnAlone(night, 'natt', 'dag');
    await duty(night, `${WHAT} natt`).getByRole('link', { name: /^Bekräfta att önskemålen är lästa/ }).click();
    assert((await night.getByLabel('Vilka har läst önskemålen?').inputValue()) === 'care_staff_night', 'the own team is filled in');
    await night.locator('main form.form button[type=submit]').last().click();
    await night.getByRole('heading', { level: 1, name: NAME }).waitFor();
    assert((await duty(night, `${WHAT} natt`).count()) === 0, 'read by the night team');
    await openCase(day, NAME);
    assert((await duty(day, `${WHAT} dag`).count()) === 1, 'the day team has not read it');
    for (const page of [day, night]) assert(!page.complaints.length, page.complaints.join('\n'));
});
