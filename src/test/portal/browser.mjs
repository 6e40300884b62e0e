// Authorises and resets a password in Swagger UI, as a person would.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [, , service, executablePath, screenshot] = process.argv;
const password = 'Correct!Horse7';
const faults = [];

function expect(good, what) {
  if (!good) {
    throw new Error(what);
  }
}

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

async function expectNoCriticalBarrier(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const critical = violations.filter((violation) => violation.impact === 'critical');
  expect(critical.length === 0, critical.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join('\n'));
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1000 }, locale: 'en' });
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(service)
    || faults.push(`fetched ${request.url()}`));
  await page.goto(`${service}/`);

  await page.click('.btn.authorize');
  await page.locator('.auth-container input').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.auth-container input').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement.matches('.btn.authorize')), 'the focus is lost');
  await page.keyboard.press('Enter');
  await page.fill('.auth-container input', 'demo-token');
  await expectNoCriticalBarrier(page);
  await page.click('.auth-btn-wrapper .authorize');
  await page.click('.auth-btn-wrapper .btn-done');

  const reset = page.locator('#operations-reset-resetRootPassword');
  await reset.locator('.opblock-summary-control').click();
  await reset.locator('tr[data-param-name="instanceId"] input').fill('dds-demo1');
  const field = reset.locator('.reset-fields input[name="password"]');
  expect(await field.getAttribute('type') === 'password', 'the field shows what is typed');
  expect(await field.evaluate((input) => document.getElementById(input.getAttribute('aria-describedby')).innerText)
    .then((rules) => rules.includes('8 to 32 characters')), 'the rules are not at the field');
  await field.fill('too simple');
  expect(await field.evaluate((input) => !input.checkValidity()), 'the field does not know the rules');
  await field.fill(password);
  expect(await field.evaluate((input) => input.checkValidity()), 'the field refuses a good password');
  expect(await reset.evaluate((operation) => [...operation.querySelectorAll('[data-param-name], [name]')]
    .map((part) => part.dataset.paramName ?? part.name).join())
    === 'instanceId,password,reason,characterType,Idempotency-Key,On-Behalf-Of,Accept-Language', 'another order');
  await reset.locator('.reset-fields input[name="reason"]').fill('first look');
  await reset.locator('.execute').click();

  const answer = reset.locator('.live-responses-table');
  await answer.getByText('accepted').first().waitFor();
  expect((await answer.innerText()).includes('requestId'), 'no request id');
  expect(await reset.locator('.curl-command').count() === 0, 'there is a curl command');
  const shown = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('textarea, input')]
    .filter((input) => input.type !== 'password').map((input) => input.value).join());
  expect(!shown.includes(password), 'the password is shown');
  expect(!(await page.content()).includes(password), 'the password stands in the page');
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length) === 0, 'something is kept');
  await expectNoCriticalBarrier(page);
  expect(faults.length === 0, faults.join('\n'));

  await reset.locator('.reset-fields').scrollIntoViewIfNeeded();
  await reset.locator('.reset-fields').evaluate((fields) => window.scrollBy(0, fields.getBoundingClientRect().top - 170));
  await page.screenshot({ path: screenshot });

  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, isMobile: true });
  await phone.goto(`${service}/docs`);
  await phone.locator('#operations-reset-resetRootPassword .opblock-summary-control').click();
  await phone.locator('.reset-fields').waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth) === 390, 'wider than a telephone');
  console.log('accepted, and no password to be seen');
}
finally {
  await browser.close();
}
