import { api } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'
import { pathParameters } from '@contract/endpoint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'

let server: LocalServer
beforeAll(async () => {
  server = await startLocalServer()
})
afterAll(() => server.close())

/** Rows whose handler is still to come. This list may only shrink. */
const missing: string[] = []

describe('the local server', () => {
  it('answers every row of the API but the ones named here', async () => {
    const answered501: string[] = []
    for (const [name, row] of Object.entries(api as Record<string, Endpoint>)) {
      const path = pathParameters(row.path).reduce(
        (text, parameter) =>
          text.replace(`{${parameter}}`, parameter === 'kind' ? 'smtp' : 'missing'),
        row.path,
      )
      const response = await fetch(`${server.url}${path}`, {
        method: row.method,
        headers: {
          'x-appwrite-project': server.project,
          'x-appwrite-key': server.key,
          'content-type': 'application/json',
        },
        ...(row.method !== 'GET' && { body: '{}' }),
      })
      if (response.status === 501) answered501.push(name)
    }

    expect(answered501.toSorted()).toEqual(missing.toSorted())
  })
})
