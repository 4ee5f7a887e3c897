// SPDX-License-Identifier: EUPL-1.2
//
// P-09: the case says who of the care staff has the delegation that an intervention demands; the
// nurse delegates, and takes it back.
import { assert, dayFromToday, look, mainText, openCase, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Maj-Britt Sandström';
const row = (page, name) => page.locator('.round-list > li', { hasText: name });

walkTest('a delegation is given, seen at the case and withdrawn', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    const staff = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, NAME);
    assert(/Kräver delegering\. Har den: Fatima Aziz \(dag\)/.test(await mainText(nurse)), await mainText(nurse));

    await nurse.locator('summary', { hasText: 'Sara Lindgren' }).click();
    await nurse.getByRole('link', { name: 'Delegeringar' }).click();
    await nurse.getByRole('heading', { level: 1, name: 'Delegeringar' }).waitFor();
    await look(nurse, 'delegations');
    await row(nurse, 'Leif Ekdahl').getByRole('link', { name: /^Delegera/ }).click();
    assert((await nurse.getByLabel('personlig omvårdnad').count()) === 0, 'only what demands a delegation is offered');
    await look(nurse, 'delegating');
    await nurse.locator('main form.form button[type=submit]').last().click();
    await nurse.getByText('Något behöver rättas').waitFor();
    await nurse.getByLabel('läkemedel: injektion vid behov', { exact: false }).check();
    await nurse.getByLabel('Till och med').fill(dayFromToday(500));
    await nurse.locator('main form.form button[type=submit]').last().click();
    await nurse.getByText(/En delegering gäller för viss tid/).first().waitFor();
    assert(await nurse.getByLabel('läkemedel: injektion vid behov', { exact: false }).isChecked(), 'what was chosen is kept');
    await nurse.getByLabel('Till och med').fill(dayFromToday(100));
    await nurse.locator('main form.form button[type=submit]').last().click();
    await row(nurse, 'Leif Ekdahl').getByText('Läkemedel: injektion vid behov').first().waitFor();

    await openCase(nurse, NAME);
    assert(/Har den: .*Leif Ekdahl \(natt\)/.test(await mainText(nurse)), await mainText(nurse));

    await signIn(staff, 'omvardnad');
    await staff.goto('/delegeringar');
    assert((await row(staff, 'Leif Ekdahl').count()) === 1, 'care staff see those of the unit');
    assert((await staff.getByRole('link', { name: /^(Delegera|Återkalla)/ }).count()) === 0, 'and change none');

    await nurse.goto('/delegeringar');
    await row(nurse, 'Leif Ekdahl').getByRole('link', { name: /^Återkalla/ }).click();
    const option = await nurse.getByLabel('Delegering', { exact: true }).locator('option').last().innerText();
    assert(/^Till och med .* – läkemedel: injektion vid behov$/.test(option), `the day is not what is cut off: ${option}`);
    await look(nurse, 'withdrawing a delegation');
    await nurse.locator('main form.form button[type=submit]').last().click();
    await row(nurse, 'Leif Ekdahl').getByText('Ingen delegering.').waitFor();
    await openCase(nurse, NAME);
    assert(!/Leif Ekdahl \(natt\)/.test(await mainText(nurse)), 'the case says so at once');
    for (const page of [nurse, staff]) assert(!page.complaints.length, page.complaints.join('\n'));
});
