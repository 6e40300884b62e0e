// Authorises and resets a password in Swagger UI, as a person would.
import { chromium } from 'playwright-core';

const [, , service, executablePath, screenshot] = process.argv;
const password = 'Correct!Horse7';
const faults = [];

function expect(good, what) {
  if (!good) {
    throw new Error(what);
  }
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 1000 }, locale: 'en' });
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(service)
    || faults.push(`fetched ${request.url()}`));
  await page.goto(`${service}/docs`);

  await page.click('.btn.authorize');
  await page.fill('.auth-container input', 'demo-token');
  await page.click('.auth-btn-wrapper .authorize');
  await page.click('.auth-btn-wrapper .btn-done');

  const reset = page.locator('#operations-reset-resetRootPassword');
  await reset.locator('.opblock-summary-control').click();
  await reset.locator('tr[data-param-name="instanceId"] input').fill('dds-demo1');
  const field = reset.locator('.reset-fields input[name="password"]');
  expect(await field.getAttribute('type') === 'password', 'the field shows what is typed');
  await field.fill(password);
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
  expect(faults.length === 0, faults.join('\n'));

  await reset.locator('.reset-fields').scrollIntoViewIfNeeded();
  await reset.locator('.reset-fields').evaluate((fields) => window.scrollBy(0, fields.getBoundingClientRect().top - 320));
  await page.screenshot({ path: screenshot });
  console.log('accepted, and no password to be seen');
}
finally {
  await browser.close();
}
