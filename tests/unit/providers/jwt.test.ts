import { expect, it } from 'vitest'
import { keySecrets } from '@main/providers/jwt'

it.each(['\n', '\r\n', '\\n', ' '])('knows every line of a key that is parted by %j', (parting) => {
  // The last line is as short as the length of the key happens to leave it.
  const lines = ['MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg', 'AbCdEfGhIjKlMnOpQr==']
  const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join(parting)

  expect(keySecrets(pem)).toEqual([pem, ...lines])
})
