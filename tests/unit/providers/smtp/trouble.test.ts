import { describe, expect, it } from 'vitest'
import { createTranslator } from '@main/providers/smtp/trouble'

const exception = 'STOREDRV.Submission.Exception:'

describe('what a mail server says to a mail', () => {
  const { atSend } = createTranslator([])

  it.each([
    ['454', 'Throttling failure: Maximum sending rate exceeded.', 'rate_limit', 'provider'],
    ['454', 'Throttling failure: Daily message quota exceeded.', 'rejected', 'provider'],
    [
      '550',
      '5.4.5 Daily user sending limit exceeded. For more information …',
      'rejected',
      'provider',
    ],
    ['554', `5.2.0 ${exception}SubmissionQuotaExceededException`, 'rejected', 'provider'],
    ['554', `5.2.2 mailbox full; ${exception}QuotaExceededException`, 'rejected', 'provider'],
    ['554', `5.2.0 ${exception}SendAsDeniedException`, 'rejected', 'provider'],
    ['432', '4.3.2 Concurrent connections limit exceeded.', 'rate_limit', 'provider'],
    ['454', '4.7.1 Relay access denied', 'deferred', 'recipient'],
    ['450', '4.2.1 This user receives mail too quickly', 'deferred', 'recipient'],
    ['450', '4.7.1 Greylisted, see http://postgrey.schweikert.ch/', 'deferred', 'recipient'],
    ['451', '4.7.1 Please try again later', 'deferred', 'recipient'],
    ['452', '4.2.2 Mailbox full', 'deferred', 'recipient'],
    ['451', '4.3.0 Temporary lookup failure', 'deferred', 'recipient'],
    ['550', '5.1.1 No such user', 'rejected', 'recipient'],
  ])('concerns whom it concerns: %s %s', (code, words, category, scope) => {
    const reply = { code: Number(code), lines: [words] }
    for (const command of ['RCPT TO', 'DATA'])
      expect(atSend({ kind: 'refused', command, reply }, false)).toMatchObject({ category, scope })
  })

  it.each(['refused', 'closing'] as const)(
    'concerns everybody where it does not know the recipient yet: %s',
    (kind) => {
      const reply = { code: kind === 'closing' ? 421 : 452, lines: ['4.3.1 No room at all'] }
      expect(atSend({ kind, command: 'MAIL FROM', reply }, false)).toMatchObject({
        ...{ category: 'deferred', scope: 'provider', retryable: true },
      })
    },
  )
})

describe('a mail server that says nothing', () => {
  const { atConnect } = createTranslator([])

  it.each([
    ['mail.example.com:465', ' Port 465 wants SSL as the encryption of the provider.'],
    ['mail.example.com:587', ''],
    ['[2001:db8::465]:25', ''],
  ])('%s is told of, with what its port is for', (server, hint) => {
    const { message } = atConnect({ kind: 'timeout' }, server)
    expect(message).toBe(`${server} did not answer in time.${hint}`)
  })
})
