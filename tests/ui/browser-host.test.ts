import { expect, test } from '../support/app-page'

test('opens through its link, and again after a reload and in a second tab', async ({
  app,
  context,
}) => {
  await expect(app).toHaveTitle(/Sendwright/)
  await expect(app.locator('#app')).not.toBeEmpty()
  await app.reload()
  await expect(app.locator('#app')).not.toBeEmpty()
  const second = await context.newPage()
  await second.goto(new URL('/', app.url()).href)
  await expect(second.locator('#app')).not.toBeEmpty()
})

test('is closed to a browser that does not have the link', async ({ host, page }) => {
  const { url = '' } = host.ready
  await page.goto(new URL('/', url).href)
  await expect(page.getByRole('heading')).toHaveText('Open Sendwright with its link')
  await page.goto(url)
  await expect(page.locator('#app')).not.toBeEmpty()
})

test('a page of another site can neither read the bridge nor call it', async ({
  app,
  host,
  browser,
}) => {
  await expect(app.locator('#app')).not.toBeEmpty()
  const { origin } = new URL(host.ready.url ?? '')
  const context = await browser.newContext()
  await context.addCookies(await app.context().cookies())
  const elsewhere = await context.newPage()
  await elsewhere.route('http://elsewhere.test/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Elsewhere</title>' }),
  )
  await elsewhere.goto('http://elsewhere.test/')
  const answered = await elsewhere.evaluate(async (target) => {
    const attempts = [
      fetch(`${target}/bridge/call`, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'getAppState', input: {} }),
      }),
      fetch(`${target}/`, { credentials: 'include' }),
    ]
    const results = await Promise.allSettled(attempts)
    return results.filter(({ status }) => status === 'fulfilled').length
  }, origin)
  expect(answered).toBe(0)
  await context.close()
})
