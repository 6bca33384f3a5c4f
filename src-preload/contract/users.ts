import { z } from 'zod'
import { endpoint } from './endpoint'
import { email, id, listParameters, newId, nothing, phone, stored, text } from './fields'

const channel = z.enum(['email', 'sms', 'push'])

/** One address, phone number or device of a user. */
export const target = z.looseObject({
  ...stored,
  name: z.string(),
  userId: z.string(),
  /** The provider that sends to it; null means the default one. */
  providerId: z.string().nullable(),
  providerType: channel,
  identifier: z.string(),
  expired: z.boolean(),
})

/** One page of targets. */
export const targetList = z.looseObject({ total: z.int(), targets: z.array(target) })

/** A person: as much of Appwrite's user as messaging needs. */
export const user = z.looseObject({
  ...stored,
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  labels: z.array(z.string()).default([]),
  status: z.boolean().default(true),
  targets: z.array(target).default([]),
})

/** One page of users. */
export const userList = z.looseObject({ total: z.int(), users: z.array(user) })

/** The part of the Users API that messaging cannot live without; behaviour appendix A. */
export const users = {
  listUsers: endpoint({
    method: 'GET',
    path: '/users',
    scope: 'users.read',
    status: 200,
    input: z.object(listParameters),
    reply: userList,
  }),
  createUser: endpoint({
    method: 'POST',
    path: '/users',
    scope: 'users.write',
    status: 201,
    input: z.object({
      userId: newId,
      email: email.optional(),
      phone: phone.optional(),
      /** Accepted for the SDK's sake and not kept: nobody signs in here. */
      password: text(8, 256).optional(),
      name: text(0, 128).default(''),
    }),
    reply: user,
  }),
  getUser: endpoint({
    method: 'GET',
    path: '/users/{userId}',
    scope: 'users.read',
    status: 200,
    input: z.object({ userId: id }),
    reply: user,
  }),
  updateUserName: endpoint({
    method: 'PATCH',
    path: '/users/{userId}/name',
    scope: 'users.write',
    status: 200,
    input: z.object({ userId: id, name: text(0, 128) }),
    reply: user,
  }),
  updateUserEmail: endpoint({
    method: 'PATCH',
    path: '/users/{userId}/email',
    scope: 'users.write',
    status: 200,
    input: z.object({ userId: id, email: z.union([z.literal(''), email]) }),
    reply: user,
  }),
  updateUserPhone: endpoint({
    method: 'PATCH',
    path: '/users/{userId}/phone',
    scope: 'users.write',
    status: 200,
    input: z.object({ userId: id, number: z.union([z.literal(''), phone]) }),
    reply: user,
  }),
  deleteUser: endpoint({
    method: 'DELETE',
    path: '/users/{userId}',
    scope: 'users.write',
    status: 204,
    input: z.object({ userId: id }),
    reply: nothing,
  }),
  listTargets: endpoint({
    method: 'GET',
    path: '/users/{userId}/targets',
    scope: 'targets.read',
    status: 200,
    input: z.object({ userId: id, queries: listParameters.queries, total: listParameters.total }),
    reply: targetList,
  }),
  createTarget: endpoint({
    method: 'POST',
    path: '/users/{userId}/targets',
    scope: 'targets.write',
    status: 201,
    input: z.object({
      userId: id,
      targetId: newId,
      providerType: channel,
      identifier: text(1, 255),
      providerId: id.optional(),
      name: text(1, 128).optional(),
    }),
    reply: target,
  }),
  getTarget: endpoint({
    method: 'GET',
    path: '/users/{userId}/targets/{targetId}',
    scope: 'targets.read',
    status: 200,
    input: z.object({ userId: id, targetId: id }),
    reply: target,
  }),
  updateTarget: endpoint({
    method: 'PATCH',
    path: '/users/{userId}/targets/{targetId}',
    scope: 'targets.write',
    status: 200,
    input: z.object({
      userId: id,
      targetId: id,
      identifier: text(1, 255).optional(),
      providerId: id.optional(),
      name: text(1, 128).optional(),
    }),
    reply: target,
  }),
  deleteTarget: endpoint({
    method: 'DELETE',
    path: '/users/{userId}/targets/{targetId}',
    scope: 'targets.write',
    status: 204,
    input: z.object({ userId: id, targetId: id }),
    reply: nothing,
  }),
}

/** A user as the API answers it. */
export type User = z.infer<typeof user>
/** A target as the API answers it. */
export type Target = z.infer<typeof target>
