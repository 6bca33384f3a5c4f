import { detectMimeType, extensionOf, toSafeType } from '@main/engine/storage/mime-types'
import { describe, expect, it } from 'vitest'

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('a file’s type', () => {
  it.each([
    ['a PNG of any name', '\x89PNG\r\n\x1a\n', 'a.txt', 'image/png'],
    ['a JPEG', '\xff\xd8\xff\xe0', 'a', 'image/jpeg'],
    ['a WebP', 'RIFF\0\0\0\0WEBP', 'a.webp', 'image/webp'],
    ['a PDF', '%PDF-1.7', 'a.bin', 'application/pdf'],
    ['what is only called a PNG', '\0\0\0\0', 'a.png', 'application/octet-stream'],
    ['text that is called a JPEG', 'hello', 'a.jpg', 'text/plain'],
    ['a document', 'PK\x03\x04', 'Letter.DOCX', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a calendar', 'BEGIN:VCALENDAR', 'a.ics', 'text/calendar'],
    ['text without an extension', 'hello', 'README', 'text/plain'],
    ['bytes without an extension', '\0\x01\x02', 'data', 'application/octet-stream'],
    ['bytes that are no text', '\xff\xfe\xfd', 'data', 'application/octet-stream'],
    ['a name like an inherited one', 'hello', 'a.constructor', 'text/plain'],
  ])('%s', (_, content, name, expected) => {
    expect(detectMimeType(bytes(content), name)).toBe(expected)
  }) // prettier-ignore

  it('is text although the first bytes end in the middle of a character', () => {
    expect(detectMimeType(Buffer.from('ü').subarray(0, 1), 'a')).toBe('text/plain')
  })

  it.each([
    ['image/png', 'image/png'],
    ['video/mp4', 'video/mp4'],
    ['application/pdf', 'application/pdf'],
    ['application/msword', 'application/msword'],
    ['image/svg+xml', 'text/plain'],
    ['text/html', 'text/plain'],
    ['application/octet-stream', 'text/plain'],
  ])('%s is shown as %s', (mimeType, expected) => {
    expect(toSafeType(mimeType)).toBe(expected)
  })

  it.each([
    ['a.PNG', 'png'],
    ['a.tar.gz', 'gz'],
    ['.gitignore', ''],
    ['none', ''],
    ['dot.', ''],
  ])('%s has the extension %j', (name, expected) => {
    expect(extensionOf(name)).toBe(expected)
  })
})
