import { profileCommands } from '@contract/profiles'
import { describe, expect, it } from 'vitest'

const read = (endpoint: string): string | undefined =>
  profileCommands.checkConnection.input.safeParse({ endpoint, project: 'shop', key: 'k' }).data
    ?.endpoint

describe('the address of a server', () => {
  it.each([
    ['https://appwrite.test', 'https://appwrite.test/v1'],
    ['  https://appwrite.test/  ', 'https://appwrite.test/v1'],
    ['https://appwrite.test/v1//', 'https://appwrite.test/v1'],
    ['HTTP://Appwrite.test:8080', 'HTTP://Appwrite.test:8080/v1'],
    ['https://appwrite.test/api/v1', 'https://appwrite.test/api/v1'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1'],
    ['https://bücher.test/v1', 'https://bücher.test/v1'],
  ])('%s is taken', (typed, endpoint) => {
    expect(read(typed)).toBe(endpoint)
  })

  it.each([
    'appwrite.test/v1',
    'ftp://appwrite.test/v1',
    'https://ada:secret@appwrite.test/v1',
    'https://appwrite.test/v1?project=shop',
    'https://app write.test/v1',
    'https://appwrite.test:99999/v1',
    'http://256.256.256.256/v1',
    'http://[::1/v1',
    'http://%zz/v1',
  ])('%s is refused', (typed) => {
    expect(read(typed)).toBeUndefined()
  })
})
