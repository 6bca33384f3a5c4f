import { expect, test } from '../support/app-page'
import { addTopic, people, startWorkspace, writeEmail } from '../support/journey'

test('the palette finds campaigns, topics and people, and does what is typed', async ({ app }) => {
  await startWorkspace(app)
  await addTopic(app, people)
  await writeEmail(app, 'Night trains to Copenhagen', '<p>Hello</p>')
  const palette = app.getByRole('dialog', { name: 'Search or run' })
  const chosen = palette.getByRole('option', { selected: true })
  const type = async (text: string) => {
    await app.keyboard.press('ControlOrMeta+k')
    await palette.getByRole('combobox').fill(text)
  }

  await type('newsl')
  await expect(chosen).toContainText('3 subscribers')
  await app.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(app.getByRole('heading', { name: 'Newsletter' })).toBeVisible()

  await type('copenhagen')
  await expect(chosen).toContainText('Night trains to Copenhagen')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue(
    'Night trains to Copenhagen',
  )

  await type('@grace')
  await expect(chosen).toContainText('grace@example.org')
  await app.keyboard.press('Enter')
  const person = app.getByRole('dialog', { name: 'grace@example.org' })
  await expect(person).toBeVisible()
  await expect(palette).toBeHidden()
  await app.keyboard.press('Escape')
  await expect(person).toBeHidden()

  await type('nothing that is there')
  await expect(palette.getByText('Nothing is called “nothing that is there”.')).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(palette).toBeHidden()

  await type('>sms')
  await app.keyboard.press('Enter')
  await expect(app).toHaveURL(/#\/drafts\//)
})

test('arrow keys go round the palette and the command field opens it', async ({ app }) => {
  await startWorkspace(app)
  await app.getByRole('button', { name: 'Search or run' }).click()
  const palette = app.getByRole('dialog', { name: 'Search or run' })
  const chosen = palette.getByRole('option', { selected: true })
  await expect(chosen).toContainText('New email campaign')

  await app.keyboard.press('ArrowUp')
  await expect(chosen).not.toContainText('New')
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('ArrowDown')
  await expect(chosen).toContainText('New SMS campaign')

  await palette.getByRole('combobox').fill('providers')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'Providers' })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Search or run' })).toBeFocused()
})
