// SPDX-License-Identifier: EUPL-1.2
//
// The first seconds of a day and a case: what hurries and by which hour, what is one's own to do and what
// others are to do, whom to call. And what a form that is not taken says: in its title, at its fields,
// and of whoever was first.
import { assert, choose, look, mainText, onCase, openCase, send, signIn, visitor, walkTest } from './harness.mjs';

const NAME = 'Elsa Renström';
const region = (page, name) => page.getByRole('region', { name });

walkTest('case: what is one’s own to do stands apart from what others are to do', async (chrome, server) => {
    const page = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    assert(/ saker att göra\. En brådskar\. /.test(await mainText(page)), `the day says how much hurries: ${(await mainText(page)).slice(0, 120)}`);
    const urgent = page.locator('.late-group .duty-when').first();
    // Late in the evening the hour is one of tomorrow.
    assert(/Brådskar\s+(I\sdag\skl\.\s\d\d:\d\d|I\smorgon)/.test(await urgent.innerText()), `by which hour: ${await urgent.innerText()}`);
    await look(page, 'day of a nurse');

    await openCase(page, NAME);
    const own = region(page, 'Att göra').locator('> .duties');
    const others = region(page, 'Det här ska andra göra');
    assert((await own.innerText()).includes('Läs önskemålen: sjuksköterska'), await own.innerText());
    assert(!/läkare\n|arbetsterapeut\n/.test(await own.innerText()), `nothing of others among it: ${await own.innerText()}`);
    assert((await others.innerText()).includes('Läs önskemålen: läkare') && !(await others.innerText()).includes('Läs önskemålen: sjuksköterska'), await others.innerText());
    for (const whose of await others.locator('.duty-what .quiet').allInnerTexts()) assert(/^[A-ZÅÄÖ][a-zåäö, ]+, /.test(whose), `whose it is stands first: ${whose}`);
    await look(page, 'case of a nurse');
    assert(!(await page.getByRole('navigation', { name: 'På den här sidan' }).isVisible()), 'beside each other, nothing leads anywhere');

    // On a telephone whom to call lies far down: one step away, by keyboard too.
    await page.setViewportSize({ width: 375, height: 800 });
    const jump = page.getByRole('navigation', { name: 'På den här sidan' }).getByRole('link', { name: 'Vem ansvarar' });
    assert((await jump.boundingBox()).y < 800, 'on the first screen');
    await jump.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#ansvar$/);
    const telephone = page.getByRole('complementary').getByRole('link', { name: /^010-/ }).first();
    const { y } = await telephone.boundingBox();
    assert(y > 0 && y < 800, `the telephone number is seen: ${y}`);
    assert(!page.complaints.length, page.complaints.join('\n'));

    const staff = await visitor(chrome, server);
    await signIn(staff, 'bistand');
    await openCase(staff, 'Maj-Britt Sandström');
    const nothing = await mainText(staff);
    assert(/Inget här väntar på dig just nu\.|Läs önskemålen: biståndshandläggare|Följ upp SoL-insatserna/.test(nothing), 'nothing of one’s own is said');
});

walkTest('case: a form that is not taken says so in its title, and who was first', async (chrome, server) => {
    const page = await visitor(chrome, server);
    const other = await visitor(chrome, server);
    await signIn(page, 'sjukskoterska');
    await signIn(other, 'lakare');
    await openCase(page, NAME);
    const address = page.url().split('?')[0];
    const path = new URL(address).pathname;

    // What the routine objects to.
    await page.goto(`${address}/ny/followed_up`);
    await choose(page, /delaktighet/, 'deltog inte');
    await choose(page, 'Målen är', 'uppnådda');
    await page.getByLabel(/^Nästa uppföljning/).fill('2040-01-01');
    await page.getByLabel(/^Nya behov/).fill('Vänds varannan timme.');
    await send(page);
    await page.getByRole('alert').getByRole('heading', { name: 'Rutinen tillåter det inte så här' }).waitFor();
    assert((await page.title()).startsWith('Fel: '), `the title: ${await page.title()}`);
    assert(await page.evaluate(() => document.activeElement.getAttribute('role') === 'alert'), 'the focus stands on what is wrong');
    assert((await page.getByLabel(/^Nya behov/).inputValue()) === 'Vänds varannan timme.', 'what was typed stands');
    await look(page, 'objected to');

    // Whoever was first is named with role and unit.
    await page.goto(`${address}/ny/followed_up`);
    await other.goto(`${path}/ny/course_assessed`);
    await choose(other, /^Är brytpunkten/, 'nådd');
    await other.getByLabel(/^Bedömning, och/).fill('Målet är lindring.');
    await send(other);
    await onCase(other, NAME);
    await choose(page, /delaktighet/, 'deltog');
    await choose(page, 'Målen är', 'uppnådda');
    await send(page);
    const first = page.getByRole('alert');
    await first.getByRole('heading', { name: 'Någon annan hann före' }).waitFor();
    assert(/läkare, Björkens vårdcentral/.test(await first.innerText()), `who: ${await first.innerText()}`);
    assert((await page.title()).startsWith('Fel: '), `the title: ${await page.title()}`);
    await look(page, 'somebody else was first');

    // The summary calls a field by its name.
    await page.goto(address);
    const correct = await page.locator('a[href*="/ratta/"]').first().getAttribute('href');
    for (const [to, label] of [[correct, 'Varför rättas uppgiften?'], [correct.replace('/ratta/', '/stryk/'), 'Varför stryks uppgiften?']]) {
        await page.goto(to);
        await send(page);
        const link = page.getByRole('alert').getByRole('link').last();
        assert((await link.innerText()) === `${label} – Skriv skälet.`, `${to}: ${await link.innerText()}`);
        await link.click();
        assert((await page.evaluate(() => document.activeElement.labels[0].innerText)).startsWith(label), 'and leads to it');
    }
    assert(!page.complaints.length, page.complaints.join('\n'));
});
