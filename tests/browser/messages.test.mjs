// SPDX-License-Identifier: EUPL-1.2
//
// Messages (V-04) that could not be taken in, as a planner works through them: seen on the day's page, mended
// and recorded, tried again, laid aside. On a telephone's width, and in English too.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { act, assert, binary, checkAxe, checkWidth, choose, mainText, onCase, openCase, root, send as sendForm, signIn, visitor, walkTest } from './harness.mjs';

function vaka(server, ...words) {
    const at = words[0] === 'user' ? 2 : 1;
    words.splice(at, 0, '--database', server.database, '--routine', join(root, 'routines'));
    const ran = spawnSync(binary, words, { encoding: 'utf8' });
    assert(ran.status === 0, `vaka ${words.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran.stdout.trim();
}

// A sending system for the demo's ward; resolves to a function that sends.
function sender(server) {
    const units = vaka(server, 'user', 'units').split('\n').map((line) => line.split('  '));
    const unit = (name) => units.find(([, named]) => named.startsWith(name))[0];
    const key = vaka(server, 'sender', '--login', 'samsa', '--name', 'SAMSA', '--receiver', unit('Planeringsfunktionen'), '--unit', unit('Demosjukhuset'));
    return async (body) => {
        const answer = await fetch(`${server.url}/intag`, {
            method: 'POST',
            headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
            body: typeof body === 'string' ? body : JSON.stringify(body),
        });
        return { status: answer.status, ...(await answer.json()) };
    };
}

const example = JSON.parse(readFileSync(join(root, 'docs', 'intake', 'vardbegaran.json'), 'utf8'));
const open = (page, name) => page.getByRole('main').getByRole('link', { name });

walkTest('messages: a planner mends, tries again and lays aside', async (chrome, server) => {
    const send = sender(server);
    const wrong = { ...example, id: 'w1', person: { ...example.person, number: '19460127-4759' } };
    assert((await send(wrong)).status === 202, 'a wrong number is queued');
    assert((await send({ ...example, id: 'w2', sender: { unit: 'Rehabenheten' }, person: { ...example.person, number: '194601136098' } })).status === 202, 'an unknown unit is queued');
    assert((await send('{"trasig": <script>alert(1)</script>')).status === 202, 'broken JSON is queued');

    const page = await visitor(chrome, server, { viewport: { width: 375, height: 800 } });
    page.setDefaultTimeout(60000);
    await signIn(page, 'planerare');
    await page.getByRole('link', { name: 'Tre meddelanden kunde inte läsas in.' }).click();
    let text = await mainText(page);
    assert(text.includes('Vårdbegäran, Elsa Testberg') && text.includes('SAMSA (Region Demo, Demosjukhuset, avdelning 4)'), text);
    assert(text.includes('sista siffran'), text);
    assert(!/nedan/.test(text), `a list has nothing below that belongs to one of them: ${text}`);
    assert(/Meddelandet går inte att läsa\. Be avsändaren skicka det igen, eller välj vad det gäller .* rad 1, tecken 12:/.test(text), `what cannot be read says what to do: ${text}`);
    await checkAxe(page, 'the queue');
    await checkWidth(page, 'the queue');

    // What was sent stands in the form. The first try is still wrong, and nothing typed is lost.
    await open(page, 'Vårdbegäran, Elsa Testberg').first().click();
    await checkAxe(page, 'a message');
    await checkWidth(page, 'a message');
    const number = page.getByLabel(/^Personnummer/);
    assert((await number.inputValue()) === '19460127-4759', 'the number as sent');
    assert((await page.getByLabel(/^Vad behöver personen/).inputValue()) === example.content.need, 'the need as sent');
    assert(await page.getByRole('group', { name: /Insatser behövs/ }).getByLabel(/^fysioterapeut$/i).isChecked(), 'professions as sent');
    assert((await page.getByLabel(/^Vem berättade/).or(page.locator('#informant')).first().inputValue()) === 'Region Demo, Demosjukhuset, avdelning 4', 'who told');
    await page.getByLabel(/^Vad behöver personen/).fill('Rättat av planeraren');
    await page.getByRole('button', { name: 'För in i ärendet' }).click();
    await page.getByRole('alert').waitFor();
    await checkAxe(page, 'a message with faults');
    assert((await page.getByText('Varför det väntar').count()) === 0, 'the same is not said twice');
    assert((await page.getByLabel(/^Vad behöver personen/).inputValue()) === 'Rättat av planeraren', 'nothing typed is lost');
    await number.fill('19460127-4758');
    await page.getByRole('button', { name: 'För in i ärendet' }).click();
    await page.locator('#hant').waitFor();
    text = await mainText(page);
    assert(text.includes('Rättat av planeraren') && text.includes('Elsa Testberg'), text);

    // A unit that is set up meanwhile.
    await page.goto('/meddelanden');
    await open(page, 'Vårdbegäran, Elsa Testberg').first().click();
    await page.getByRole('button', { name: 'Försök igen' }).click();
    await page.getByText('gick fortfarande inte').waitFor();
    const units = vaka(server, 'user', 'units').split('\n').map((line) => line.split('  '));
    vaka(server, 'user', 'assign', '--login', 'samsa', '--unit', units.find(([, named]) => named.startsWith('Rehabenheten'))[0], '--role', 'ward');
    await page.getByRole('button', { name: 'Försök igen' }).click();
    await page.getByText('Meddelandet är infört.').waitFor();

    // What cannot be read is shown as it came, as text, and laid aside with a reason.
    await open(page, 'Meddelande som inte kan tolkas').click();
    assert((await page.locator('.message-body').innerText()).includes('<script>alert(1)</script>'), 'as it came');
    await checkAxe(page, 'a broken message');
    await page.getByRole('link', { name: 'Vårdbegäran', exact: true }).click();
    await page.getByRole('button', { name: 'För in i ärendet' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('link', { name: 'Lägg undan' }).click();
    await checkAxe(page, 'laying aside');
    await page.getByRole('button', { name: 'Lägg undan' }).click();
    await page.getByText('Skriv varför').waitFor();
    await page.getByLabel(/^Varför/).fill('Provmeddelande från leverantören');
    await page.getByRole('button', { name: 'Lägg undan' }).click();
    await page.getByText('Meddelandet är undanlagt.').waitFor();
    text = await mainText(page);
    assert(text.includes('Inga meddelanden väntar') && text.includes('Provmeddelande från leverantören'), text);
    assert((await send(wrong)).result === 'already', 'sent again, it is known');
    assert(page.complaints.length === 0, page.complaints.join('; '));

    await page.locator('summary.top-button').click();
    await page.getByRole('button', { name: 'English' }).click();
    text = await mainText(page);
    assert(text.includes('Incoming messages') && text.includes('No messages are waiting'), `the queue in English: ${text}`);

    // Nobody else sees them.
    const other = await visitor(chrome, server);
    await signIn(other, 'sjukskoterska');
    assert((await other.goto('/meddelanden')).status() === 403, 'not for a nurse');
    assert((await other.goto('/meddelanden/1')).status() === 403, 'not for a nurse');
    assert(server.alive(), 'the server goes on');
});

// A message about somebody with a protected identity waits: what tells where the person lives is shown to whoever asks.
walkTest('messages: where a protected person lives is shown to whoever asks, and that is logged', async (chrome, server) => {
    const send = sender(server);
    const sql = (query) => spawnSync('sqlite3', ['-readonly', server.database, query], { encoding: 'utf8' }).stdout.trim();
    const name = 'Åke Wallin';
    const number = sql("SELECT number FROM der_person WHERE given_name = 'Åke' AND family_name = 'Wallin'");
    const nurse = await visitor(chrome, server);
    await signIn(nurse, 'sjukskoterska');
    await openCase(nurse, name);
    await nurse.getByText('Ändra eller lägg till personuppgifter').click();
    await act(nurse, 'Anteckna skyddade personuppgifter');
    await choose(nurse, /Vad gäller/, 'skyddad folkbokföring');
    await sendForm(nurse);
    await onCase(nurse, name);
    const person = { number, given_name: 'Åke', family_name: 'Walin', address: 'Gömda stigen 7' };
    assert((await send({ ...example, id: 'p1', person })).status === 202, 'another name is queued');

    const page = await visitor(chrome, server);
    await signIn(page, 'planerare');
    await page.goto('/meddelanden');
    assert((await mainText(page)).includes('Åke Walin (Skyddade personuppgifter)'), `the list marks it: ${await mainText(page)}`);
    await open(page, /Åke Walin/).first().click();
    assert(!(await page.content()).includes('Gömda stigen'), 'the message does not tell it');
    await checkAxe(page, 'a message about somebody protected');
    await page.getByRole('link', { name: 'Visa meddelandet som det kom (det loggas)' }).click();
    if (!(await page.content()).includes('Gömda stigen')) {
        // No part in the care: a reason first.
        await page.getByLabel(/^Varför/).fill('Meddelandet ska föras in');
        await page.getByRole('main').getByRole('button').first().click();
    }
    assert((await page.content()).includes('Gömda stigen 7'), `whoever asks sees it: ${page.url()} ${await mainText(page)}`);
    assert(sql("SELECT count(*) FROM log_access WHERE what = 'address' AND verdict = 'allowed'") === '1', 'and that is logged');
    for (const one of [nurse, page]) assert(one.complaints.length === 0, one.complaints.join('; '));
});
