import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startProgram, temporaryFolder } from '../support/program'

const headers = {
  'x-appwrite-project': 'shop',
  'x-appwrite-key': 'standard_0123456789',
  'content-type': 'application/json',
}

test('what a colleague changed meanwhile is put together with mine, nothing is overwritten', async ({
  app,
}) => {
  const folder = await temporaryFolder()
  const server = await startProgram([
    ...['engine', '--data', folder.path, '--secrets', 'memory', '--sandbox'],
    ...['--project', 'shop', '--key', 'standard_0123456789', '--port', '0'],
  ])
  const url = server.ready['url'] ?? ''
  const rest = (method: string, path: string, body: object): Promise<unknown> =>
    fetch(`${url}/messaging/${path}`, { method, headers, body: JSON.stringify(body) })
  try {
    await rest('POST', 'topics', { topicId: 'news', name: 'Newsletter' })
    await rest('POST', 'topics', { topicId: 'offers', name: 'Offers' })
    await rest('POST', 'messages/email', {
      ...{ messageId: 'm', subject: 'Night trains', content: 'Every evening', draft: true },
      topics: ['news'],
    })
    await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
    await app.getByLabel('Endpoint').fill(url)
    await app.getByLabel('Project ID').fill('shop')
    await app.getByLabel('API key').fill('standard_0123456789')
    await app.getByRole('button', { name: 'Check and add' }).click()
    await expect(app.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
    const { id: draftId } = (await callBridge(app, 'editMessage', { messageId: 'm' })) as {
      id: string
    }
    await app.goto(new URL(`/#/drafts/${draftId}`, app.url()).href)
    await app.getByRole('textbox', { name: 'Subject' }).fill('Night trains: from December')
    await expect(app.getByText('Saved locally')).toBeVisible()
    await rest('PATCH', 'messages/email/m', {
      ...{ subject: 'New: night trains', content: 'Every evening at eight' },
      topics: ['news', 'offers'],
    })

    // Nobody tells: the open draft looks by itself.
    await expect(app.getByText(/Somebody changed this message/)).toBeVisible({ timeout: 30_000 })
    await app.getByRole('button', { name: 'Compare' }).click()
    const take = app.getByRole('button', { name: 'Take this over' })
    await expect(take).toBeDisabled()
    await app.getByRole('radio', { name: 'Take Mine for Subject' }).check()
    await take.click()

    await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue(
      'Night trains: from December',
    )
    await expect(app.getByText('Every evening at eight').first()).toBeVisible()
    await expect(app.getByText('Offers').first()).toBeVisible()
    await expect(app.getByText(/Somebody changed this message/)).toBeHidden()
  } finally {
    await server.stop()
    await folder.remove()
  }
})
