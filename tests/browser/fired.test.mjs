// SPDX-License-Identifier: EUPL-1.2
//
// The routine as it holds for one person: which rules give something, which row of the table
// applies, what it was told; and what somebody who does not see everything is told of it.
import { spawnSync } from 'node:child_process';
import { assert, find, look, mainText, openCase, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Birgitta Ekholm';

async function openRoutine(page) {
    await page.getByRole('link', { name: 'Visa rutinen för den här personen' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rutinen för den här personen' }).waitFor();
}

walkTest('the routine for a person tells which rows apply and why', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, NAME);
    const here = nurse.url();
    const duty = await nurse.getByRole('region', { name: 'Att göra' }).getByRole('link', { name: /^Varför/ }).first().getAttribute('href');
    const decision = new URL(duty, here).searchParams.get('beslut');
    await openRoutine(nurse);
    const section = nurse.locator('section', { has: nurse.getByRole('heading', { name: 'Vad som ska göras' }) });
    await look(nurse, 'routine for a person');
    assert(!/senast \d{4}-/.test(await mainText(nurse)), 'a day is said as a day');
    await nurse.locator('summary.top-button').click();
    await nurse.getByRole('button', { name: 'English' }).click();
    const inEnglish = await mainText(nurse);
    assert(inEnglish.includes('Care request: may be done') && !inEnglish.includes('Vårdbegäran: '), 'what may be done is named in English');
    await nurse.locator('summary.top-button').click();
    await nurse.getByRole('button', { name: 'Svenska' }).click();
    const silent = nurse.locator('details', { hasText: 'Visa dem' });
    assert(!(await silent.evaluate((e) => e.open)), 'what gives nothing is folded away');

    await section.getByRole('link', { name: new RegExp(`^${decision}`) }).first().focus();
    await nurse.keyboard.press('Enter');
    await nurse.getByRole('heading', { level: 1, name: decision }).waitFor();
    const marked = nurse.locator('main > section tr.marked');
    assert((await marked.count()) >= 1, 'the row that applies is marked');
    assert((await marked.first().innerText()).includes('gäller här'), 'in words too');
    const text = await mainText(nurse);
    assert(text.includes('Vad som gäller för personen') && /Vad /.test(text), 'what the rule was told and what it answers');
    assert(!/[0-9a-z]{26}/.test(text), 'units have names');
    const told = await nurse.locator('main dl.facts').allInnerTexts();
    assert(told.length && !/\d{4}-\d{2}-\d{2}/.test(`${told}`), `a day is said as a day here too: ${told}`);
    await look(nurse, 'routine for a person, one rule');
    const inner = nurse.locator('details.more', { hasText: 'Visa uträkningarna' });
    if (await inner.count()) {
        assert(!(await inner.evaluate((e) => e.open)), 'the calculations are folded away');
        await inner.locator('summary').focus();
        await nurse.keyboard.press('Enter');
        assert(await inner.evaluate((e) => e.open), 'and unfold by the keyboard');
        await look(nurse, 'routine for a person, calculations');
    }
    const log = spawnSync('sqlite3', ['-readonly', server.database, "SELECT count(*) FROM log_access WHERE what = 'fired'"], { encoding: 'utf8' });
    assert(log.status === 0 && Number(log.stdout) >= 2, `each reading is logged: ${log.stdout}${log.stderr}`);
    await nurse.goto(`${here}/rutin?beslut=Finns+inte`);
    assert((await mainText(nurse)).includes('finns inte'), 'a rule that there is not is said not to be there');

    // Without a relation a reason is stated first, here as on the case.
    await find(nurse, '19330212-9220'); // registered by the ward, not yet asked for
    const reason = nurse.getByRole('heading', { level: 1, name: 'Varför behöver du uppgifterna?' });
    await reason.waitFor();
    const other = (await nurse.locator('main form[action*="/arende/"]').first().getAttribute('action')).match(/\/arende\/[^/]+/)[0];
    for (const query of ['', `?beslut=${encodeURIComponent(decision)}`]) {
        await nurse.goto(`${other}/rutin${query}`);
        await reason.waitFor();
        assert(!(await mainText(nurse)).includes('Vad som ska göras'), 'nothing is shown before a reason');
    }

    // The hospital sees less: nothing on its pages that the case does not show it.
    const ward = await visitor(chrome, server);
    await signIn(ward, 'avdelning');
    await ward.goto(here);
    await openRoutine(ward);
    assert((await mainText(ward)).includes('Du ser inte allt i ärendet'), 'it is told that there is more');
    await look(ward, 'routine for a person with hidden records');
    const hrefs = await ward.locator('.fired a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const href of hrefs) {
        await ward.goto(href);
        const told = await mainText(ward);
        assert(!told.includes('Nya behov'), `${href} tells what the ward may not see`);
        assert((await ward.getByRole('heading', { level: 1 }).count()) === 1, href);
    }
    assert(nurse.complaints.length === 0 && ward.complaints.length === 0, [...nurse.complaints, ...ward.complaints].join('; '));
});

walkTest('each routine tells what the municipality decides, and how long it holds', async (chrome, server) => {
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await nurse.goto(`${server.url}/rutin`);
    const pages = await nurse.locator('main a[href^="/rutin"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    const told = new Map();
    for (const page of new Set(pages)) {
        await nurse.goto(new URL(page, server.url).href);
        const parameters = nurse.locator('section', { has: nurse.getByRole('heading', { name: 'Parametrar: det som kommunen bestämmer' }) });
        if (!(await parameters.count())) continue;
        for (const row of await parameters.locator('dl > div').all())
            told.set(await row.locator('dt').innerText(), await row.locator('dd').innerText());
        if (told.has('Dagar mellan teammöten')) await look(nurse, `parameters ${page}`);
    }
    const meeting = told.get('Dagar mellan teammöten') ?? '';
    assert(/^7\b/.test(meeting), `a week between two meetings of the team: ${meeting}`);
    assert(meeting.includes('minst en gång i veckan') && meeting.includes('tills kommunen har beslutat'), 'where it comes from and who decided it');
    assert(told.has('Dagar till beslut'), 'and those of home health care');
    assert(nurse.complaints.length === 0, nurse.complaints.join('; '));
});

walkTest('why a duty stands names a unit, not its stream', async (chrome, server) => {
    const therapist = await visitor(chrome, server);
    await signIn(therapist, 'arbetsterapeut');
    const why = await therapist.locator('a[href*="L%C3%A4s%20%C3%B6nskem%C3%A5len"]').first().getAttribute('href');
    await therapist.goto(why);
    const said = await mainText(therapist);
    assert(said.includes('Hemsjukvården Norr') && !said.includes('unit/'), said);
});
