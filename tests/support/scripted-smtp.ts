import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server's side of one connection, in the hands of a test. */
export interface Talk {
  /** Sends these lines. */
  say(...lines: string[]): void
  /** Sends this as it is. */
  write(text: string): void
  /** The next line of the client; rejects when it has left. */
  line(): Promise<string>
  /** What the client sends up to the lone dot, with the dots that it doubled. */
  data(): Promise<string>
  /** What has come in and was not read yet. */
  unread(): string
  /** Waits until the client has left. */
  gone(): Promise<void>
  cut(): void
}

/** What a server does with its first, second … connection. */
export type SmtpScript = (talk: Talk, connection: number) => Promise<void>

/** A mail server that follows a script to the letter; it ends with the running test. */
export const startScriptedSmtp = async (script: SmtpScript) => {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    // A client that leaves in the middle of a script is part of what is tested.
    script(createTalk(socket), sockets.length).catch(() => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  return { port, connections: () => sockets.length }
}

/** Greets and answers EHLO with these extensions. */
export const greet = async (talk: Talk, ...extensions: string[]): Promise<void> => {
  talk.say('220 test ESMTP')
  await talk.line()
  talk.say(
    ...['test', ...extensions].map((word, at) => `250${at < extensions.length ? '-' : ' '}${word}`),
  )
}

/** Takes the commands of a mail, answers them and takes the mail; answers its recipient and data. */
export const take = async (talk: Talk): Promise<{ to: string; data: string }> => {
  const to = await commands(talk)
  talk.say('250 sender ok', '250 recipient ok', '354 go on')
  const data = await talk.data()
  return { to, data }
}

/** Takes MAIL, RCPT and DATA; answers the recipient. */
export const commands = async (talk: Talk): Promise<string> => {
  const mail = await talk.line()
  if (mail === 'QUIT') throw new Error('The client leaves.')
  const recipient = await talk.line()
  await talk.line()
  return recipient.replace(/^RCPT TO:<(.*)>$/, '$1')
}

const createTalk = (socket: Socket): Talk => {
  let text = ''
  let hasLeft = false
  let wake = (): void => undefined
  socket.setEncoding('latin1')
  socket.setNoDelay(true)
  socket.on('data', (chunk: string) => {
    text += chunk
    wake()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    hasLeft = true
    wake()
  })
  const upTo = async (end: string): Promise<string> => {
    while (!text.includes(end)) {
      if (hasLeft) throw new Error('The client has left.')
      await new Promise<void>((resolve) => (wake = resolve))
    }
    const found = text.slice(0, text.indexOf(end))
    text = text.slice(found.length + end.length)
    return found
  }
  return {
    say: (...lines) => void socket.write(lines.map((line) => `${line}\r\n`).join('')),
    write: (bytes) => void socket.write(bytes, 'latin1'),
    line: () => upTo('\r\n'),
    data: () => upTo('\r\n.\r\n'),
    unread: () => text,
    gone: async () => {
      if (!hasLeft) await once(socket, 'close')
    },
    cut: () => socket.destroy(),
  }
}
